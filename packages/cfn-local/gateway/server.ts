import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { optionNames, type SettingNames } from "../setting-names.ts";
import { StartError } from "../start-error.ts";
import { failures } from "./failure.ts";
import type { Handled, HttpHost } from "./http-host.ts";
import { headerValue } from "./message.ts";
import { readRequest } from "./read-request.ts";

/** Higher than API Gateway's limit, so that the answer to what exceeds it is API Gateway's. */
const maxHeaderSizeBytes = 256 * 1024;

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Called for every request once it is answered. */
export type RequestLog = (handled: Handled, durationMs: number) => void;

/**
 * Serves a host over HTTP on 127.0.0.1.
 *
 * @param port 0 picks one
 * @throws StartError if the port is taken or may not be used
 */
export async function serve(
  host: HttpHost,
  port: number,
  log: RequestLog,
  names: SettingNames = optionNames,
): Promise<RunningServer> {
  const server = createServer({
    maxHeaderSize: maxHeaderSizeBytes,
    // Node would answer a missing Host by itself and without a body.
    requireHostHeader: false,
  });
  const onRequest = (message: IncomingMessage, response: ServerResponse) => {
    void answer(host, message, response, log);
  };
  server.on("request", onRequest);
  // Node would answer an unknown expectation by itself; API Gateway drops the header.
  server.on("checkExpectation", onRequest);
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    refuse(host, error.code, socket, log);
  });
  server.on("connect", (_message: IncomingMessage, socket) => {
    refuse(host, "CONNECT", socket, log);
  });
  return { port: await listen(server, port, names), stop: () => stop(server) };
}

async function answer(
  host: HttpHost,
  message: IncomingMessage,
  response: ServerResponse,
  log: RequestLog,
): Promise<void> {
  const startedAtMs = performance.now();
  try {
    const request = await readRequest(message);
    const lacksHost = headerValue(request.headers, "Host") === undefined;
    const handled =
      lacksHost && message.httpVersion === "1.1"
        ? host.handleUnparsable(failures.badRequest, request.sourceIp)
        : await host.handle(request);
    send(handled, message, response);
    log(handled, performance.now() - startedAtMs);
  } catch (error) {
    if (message.destroyed && !message.complete) return;
    // Not an answer that API Gateway could give: the gateway itself is broken.
    process.stderr.write(`The local gateway failed: ${String(error)}\n`);
    response.writeHead(500).end();
  }
}

function send({ answer }: Handled, message: IncomingMessage, response: ServerResponse): void {
  const hasBody = message.method !== "HEAD" && answer.status !== 204 && answer.status !== 304;
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  if (answer.stream) {
    response.flushHeaders();
    // An error of either destroys the other: the client sees a response that breaks off.
    pipeline(answer.stream, response, () => {});
    return;
  }
  if (answer.status !== 204 && answer.status !== 304) {
    response.setHeader("Content-Length", answer.body.length);
  }
  response.end(hasBody ? answer.body : undefined);
}

/** Answers, on the bare socket, what the HTTP parser refused. */
function refuse(host: HttpHost, code: string | undefined, socket: Duplex, log: RequestLog): void {
  if (!socket.writable || code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const handled = host.handleUnparsable(failureOf(code), "127.0.0.1");
  const { status, headers, body } = handled.answer;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const length = `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} \r\n${lines}${length}`), body]));
  log(handled, 0);
}

function failureOf(code: string | undefined) {
  if (code === "HPE_HEADER_OVERFLOW") return failures.headersTooLarge;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return failures.requestTimeout;
  return code === "CONNECT" ? failures.noSuchMethod : failures.badRequest;
}

async function listen(server: Server, port: number, names: SettingNames): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, port, names)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

function explain(error: NodeJS.ErrnoException, port: number, names: SettingNames): Error {
  if (error.code === "EADDRINUSE") {
    return new StartError(
      `Port ${port} is in use: stop what listens there, or set ${names.port} to another one (0 picks a free one).`,
    );
  }
  if (error.code === "EACCES") {
    return new StartError(`Port ${port} may not be used: set ${names.port} to one above 1023.`);
  }
  return error;
}

/** Lets open requests finish for a moment, then closes what is left. */
async function stop(server: Server): Promise<void> {
  const graceMs = 1000;
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}
