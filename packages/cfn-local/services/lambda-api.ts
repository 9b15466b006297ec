import type { IncomingMessage } from "node:http";
import type { Invocation, Invoke } from "../gateway/invoke.ts";
import { type LocalServer, serveLocally } from "./serve-locally.ts";

const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** The longest that a function may run. */
const patienceMs = 900_000;

interface LambdaAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A double of Lambda's API on 127.0.0.1 that knows the synchronous Invoke of the template's functions,
 * by ARN. Signatures are not checked: nothing but this machine's programs can reach it.
 *
 * @param invoke undefined until the functions are there
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function serveLambdaApi(invoke: () => Invoke | undefined): Promise<LocalServer> {
  return serveLocally(async (request, response) => {
    const { status, headers, body } = await answer(request, invoke()).catch((error) =>
      refusal(404, "ResourceNotFoundException", String(error)),
    );
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
  });
}

async function answer(request: IncomingMessage, invoke: Invoke | undefined): Promise<LambdaAnswer> {
  const [, name] = invocationPath.exec(request.url ?? "") ?? [];
  if (request.method !== "POST" || name === undefined || !invoke) {
    return refusal(404, "ResourceNotFoundException", "Only Invoke is known here.");
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const payload = Buffer.concat(chunks).toString("utf8");
  return asAnswer(await invoke(decodeURIComponent(name), payload, patienceMs));
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
    case "abandoned":
      return refusal(500, "ServiceException", "The function ran too long.");
  }
}

function refusal(status: number, type: string, Message: string): LambdaAnswer {
  const headers = { "X-Amzn-ErrorType": type };
  return { status, headers, body: JSON.stringify({ Type: "User", Message }) };
}
