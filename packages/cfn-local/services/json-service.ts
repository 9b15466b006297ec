import type { IncomingMessage } from "node:http";
import { reasonOf } from "../start-error.ts";
import { type LocalServer, serveLocally } from "./serve-locally.ts";

/** An error as AWS JSON 1.1 has it. */
export class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Does one operation. @throws ServiceError for what the service refuses */
type Operate = (operation: string, input: unknown) => unknown;

/** Serves a double of an AWS service that speaks AWS JSON 1.1. @param name the service's, for failures */
export async function serveJsonService(
  name: string,
  reportFailure: (line: string) => void,
  operate: Operate,
): Promise<LocalServer> {
  return serveLocally(async (request, response) => {
    const { status, body } = await answer(request, operate, (error) =>
      reportFailure(`The local ${name} failed: ${reasonOf(error)}`),
    );
    response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(body));
  });
}

async function answer(
  request: IncomingMessage,
  operate: Operate,
  report: (error: unknown) => void,
): Promise<{ status: number; body: unknown }> {
  try {
    const target = request.headers["x-amz-target"];
    const operation = typeof target === "string" ? (target.split(".")[1] ?? "") : "";
    return { status: 200, body: operate(operation, await readJson(request)) };
  } catch (error) {
    const isKnown = error instanceof ServiceError;
    // The client ended the connection: not a failure of this service.
    if (!isKnown && request.complete) report(error);
    const type = isKnown ? error.type : "InternalServiceError";
    const message = isKnown ? error.message : "An error occurred on the server side.";
    return { status: isKnown ? 400 : 500, body: { __type: type, Message: message, message } };
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new ServiceError("SerializationException", "The request is no JSON.");
  }
}
