import type { IncomingMessage } from "node:http";
import { reasonOf } from "../start-error.ts";
import { type LocalServer, serveLocally } from "./serve-locally.ts";

/** An error as AWS JSON has it. */
export class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export interface AwsJsonService {
  /** Its name in reports of failures. */
  readonly name: string;
  readonly jsonVersion: "1.0" | "1.1";
  /** @throws ServiceError for what the service refuses */
  readonly operate: (operation: string, input: unknown) => unknown;
  readonly reportFailure: (line: string) => void;
}

/**
 * Serves a double of an AWS service that speaks AWS JSON, on 127.0.0.1. Signatures are not checked:
 * nothing but this machine's programs can reach it.
 */
export async function serveAwsJson(service: AwsJsonService): Promise<LocalServer> {
  return serveLocally(async (request, response) => {
    const { status, body } = await answer(service, request);
    response.writeHead(status, { "Content-Type": `application/x-amz-json-${service.jsonVersion}` });
    response.end(JSON.stringify(body));
  });
}

async function answer(
  { name, operate, reportFailure }: AwsJsonService,
  request: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  try {
    const target = request.headers["x-amz-target"];
    const operation = typeof target === "string" ? (target.split(".")[1] ?? "") : "";
    return { status: 200, body: operate(operation, await readJson(request)) };
  } catch (error) {
    const isKnown = error instanceof ServiceError;
    // The client ended the connection: not a failure of this service.
    if (!isKnown && request.complete) reportFailure(`The local ${name} failed: ${reasonOf(error)}`);
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
