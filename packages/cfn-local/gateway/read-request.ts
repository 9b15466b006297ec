import type { IncomingMessage } from "node:http";
import { maxBodyBytes } from "./limits.ts";
import type { HeaderLine, HttpRequest } from "./message.ts";
import { parseTarget } from "./parse-target.ts";

/**
 * Reads a request whole. Of a body over the limit, what comes after the limit is thrown away: many a
 * client looks for an answer only once all is sent.
 *
 * @throws if the client goes away before the end
 */
export async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const { path, query } = parseTarget(message.url ?? "");
  return {
    method: message.method ?? "",
    path,
    query,
    headers: headerLines(message.rawHeaders),
    body: await readBody(message),
    sourceIp: sourceIpOf(message),
    sourcePort: message.socket.remotePort ?? 0,
    protocol: `HTTP/${message.httpVersion}`,
  };
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    if (bytes <= maxBodyBytes) chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** `rawHeaders` alternates names and values, and leaves both as they came. */
function headerLines(rawHeaders: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return lines;
}

/** An IPv4 address without the IPv6 mapping that a dual-stack socket gives it. */
function sourceIpOf({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
}
