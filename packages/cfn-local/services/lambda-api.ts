import type { IncomingMessage, ServerResponse } from "node:http";
import type { Invocation, Invoke } from "../gateway/invoke.ts";
import { eventMessage } from "./event-stream.ts";
import { type LocalServer, serveLocally } from "./serve-locally.ts";

const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const streamingPath = /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/;

/** The longest that a function may run. */
const patienceMs = 900_000;

interface LambdaAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A double of Lambda's API on 127.0.0.1 that knows the synchronous Invoke and InvokeWithResponseStream
 * of the template's functions, by ARN. Signatures are not checked: nothing but this machine's programs can reach it.
 *
 * @param invoke undefined until the functions are there
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export async function serveLambdaApi(invoke: () => Invoke | undefined): Promise<LocalServer> {
  return serveLocally(async (request, response) => {
    const answered = await answer(request, response, invoke()).catch((error) =>
      refusal(404, "ResourceNotFoundException", String(error)),
    );
    if (answered === "streamed") return;
    const { status, headers, body } = answered;
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  invoke: Invoke | undefined,
): Promise<LambdaAnswer | "streamed"> {
  const { method, url = "" } = request;
  const [, streamed] = streamingPath.exec(url) ?? [];
  const [, name = streamed] = invocationPath.exec(url) ?? [];
  if (method !== "POST" || name === undefined || !invoke) {
    return refusal(
      404,
      "ResourceNotFoundException",
      "Only Invoke and InvokeWithResponseStream are known here.",
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const payload = Buffer.concat(chunks).toString("utf8");
  const arn = decodeURIComponent(name);
  if (streamed === undefined) return asAnswer(await invoke(arn, payload, patienceMs));
  const invocation = await invoke(arn, payload, patienceMs, (chunk) => {
    begin(response);
    response.write(eventMessage("PayloadChunk", chunk, "application/octet-stream"));
  });
  const isRefused = invocation.kind === "too-large" || invocation.kind === "throttled";
  if (isRefused) return asAnswer(invocation);
  begin(response);
  response.end(eventMessage("InvokeComplete", completionOf(invocation), "application/json"));
  return "streamed";
}

function begin(response: ServerResponse): void {
  if (response.headersSent) return;
  response.writeHead(200, { "Content-Type": "application/vnd.amazon.eventstream" });
}

function completionOf(invocation: Invocation): Buffer {
  if (invocation.kind !== "failed") return Buffer.from("{}");
  const { errorType, errorMessage } = invocation;
  const ErrorDetails = JSON.stringify({ errorType, errorMessage });
  return Buffer.from(JSON.stringify({ ErrorCode: "Unhandled", ErrorDetails }));
}

function asAnswer(invocation: Invocation): LambdaAnswer {
  switch (invocation.kind) {
    case "returned":
      return { status: 200, body: invocation.payload };
    case "failed": {
      const { errorType, errorMessage } = invocation;
      const headers = { "X-Amz-Function-Error": "Unhandled" };
      return { status: 200, headers, body: JSON.stringify({ errorType, errorMessage }) };
    }
    case "too-large":
      return refusal(413, "RequestTooLargeException", "The request is over 6 MB.");
    case "throttled":
      return refusal(429, "TooManyRequestsException", "Rate Exceeded.");
    case "abandoned":
      return refusal(500, "ServiceException", "The function ran too long.");
  }
}

function refusal(status: number, type: string, Message: string): LambdaAnswer {
  const headers = { "X-Amzn-ErrorType": type };
  return { status, headers, body: JSON.stringify({ Type: "User", Message }) };
}
