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
  const { protocol, hostname, port, pathname } = endpoint;
  // node:http draws in undici, some 20 ms of start-up: only an emulator is called without TLS.
  const transport = protocol === "https:" ? Promise.resolve(https) : import("node:http");
  const target = { hostname, path: pathname, ...(port ? { port: Number(port) } : {}) };
  let agent: Agent | undefined;

  return async function send(method, headers, body, timeoutMs) {
    const { request, Agent } = await transport;
    agent ??= new Agent({ keepAlive: true, maxSockets: 64 });
    return new Promise((resolve, reject) => {
      const outgoing = request({ ...target, method, headers, agent });
      const timer = setTimeout(
        () => outgoing.destroy(new ConnectionError(`no answer within ${Math.round(timeoutMs)} ms`)),
        timeoutMs,
      );
      const fail = (cause: unknown) =>
        reject(cause instanceof ConnectionError ? cause : new ConnectionError("failed", { cause }));
      let isAnswered = false;
      outgoing.on("close", () => {
        clearTimeout(timer);
        if (!isAnswered) fail(new ConnectionError("the answer broke off"));
      });
      outgoing.on("error", fail);
      outgoing.on("response", (response) => {
        collect(response, fail, (text) => {
          isAnswered = true;
          settle(() => parse(response.statusCode ?? 0, text), resolve, reject);
        });
      });
      outgoing.end(body);
    });
  };
}

/** Listeners, not an async iterator: that costs more than all else in reading a short answer. */
function collect(
  response: IncomingMessage,
  onError: (cause: unknown) => void,
  onEnd: (text: string) => void,
): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    text += chunk;
  });
  response.on("error", onError);
  response.on("end", () => onEnd(text));
}

function settle<T>(make: () => T, resolve: (value: T) => void, reject: (error: unknown) => void) {
  try {
    resolve(make());
  } catch (error) {
    reject(error);
  }
}

/** @throws AwsError, or ConnectionError where a success is not JSON */
function parse(status: number, text: string): unknown {
  if (status !== 200) throw awsErrorFrom(status, text);
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's own error, which quotes the text.
    throw new ConnectionError("the answer is not JSON");
  }
}
