import type { Agent, IncomingMessage } from "node:http";
import https from "node:https";
import { awsErrorFrom, ConnectionError } from "./aws-error.ts";

/**
 * Sends one request and reads its answer as JSON.
 *
 * Rejects with AwsError where the service refuses, ConnectionError where no whole answer came.
 */
export type Send = (
  method: "GET" | "POST",
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
) => Promise<unknown>;

/** @returns a function that keeps its connections to the endpoint open between requests */
export function createSend(endpoint: URL): Send {
  const isHttps = endpoint.protocol === "https:";
  // node:http draws in undici, some 20 ms of start-up: only an emulator is called without TLS.
  const transport = isHttps ? Promise.resolve(https) : import("node:http");
  let agent: Agent | undefined;

  return async function send(method, headers, body, timeoutMs) {
    const { request, Agent } = await transport;
    agent ??= new Agent({ keepAlive: true, maxSockets: 64 });
    return new Promise((resolve, reject) => {
      const outgoing = request(endpoint, { method, headers, agent });
      const timer = setTimeout(
        () => outgoing.destroy(new ConnectionError(`no answer within ${Math.round(timeoutMs)} ms`)),
        timeoutMs,
      );
      outgoing.on("close", () => clearTimeout(timer));
      outgoing.on("error", (cause) =>
        reject(cause instanceof ConnectionError ? cause : new ConnectionError("failed", { cause })),
      );
      outgoing.on("response", (response) => {
        readJson(response).then(resolve, reject);
      });
      outgoing.end(body);
    });
  };
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch (cause) {
    throw new ConnectionError("the answer broke off", { cause });
  }
  const text = Buffer.concat(chunks).toString();
  const status = response.statusCode ?? 0;
  if (status !== 200) throw awsErrorFrom(status, text);
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's own error, which quotes the text.
    throw new ConnectionError("the answer is not JSON");
  }
}
