import type { IncomingMessage } from "node:http";
import https from "node:https";
import type { Deadline } from "../../core/time/deadline.ts";
import { withSignal } from "../../core/time/with-signal.ts";

/** Fetches a JSON document that anybody may read. */
export type GetJson = (url: URL, deadline: Deadline) => Promise<unknown>;

/** Metadata and key sets are a few kilobytes; what is larger is something else. */
const maximumBytes = 512 * 1024;

/**
 * One GET without redirects, since the address is the issuer's own and a detour could lead to
 * someone else's keys. Given up with the deadline.
 *
 * @throws Error that says why, for anything but 200 with JSON
 */
export const getJson: GetJson = async (url, deadline) => {
  // node:http draws in undici, some 20 ms of start-up: only a local issuer is asked without TLS.
  const { get } = url.protocol === "https:" ? https : await import("node:http");
  return withSignal(
    deadline,
    deadline.remainingMs,
    (signal) =>
      new Promise((resolve, reject) => {
        const headers = { accept: "application/json" };
        get(url, { headers, signal }, (response) => {
          readJson(response).then(resolve, reject);
        }).on("error", reject);
      }),
  );
};

async function readJson(response: IncomingMessage): Promise<unknown> {
  if (response.statusCode !== 200) {
    // Its body may have no end, and would still come after the request was answered.
    response.destroy();
    throw new Error(`HTTP ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > maximumBytes) throw new Error(`more than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  // Unlike a buffer's own text, without a byte order mark, which RFC 8259 lets a parser ignore.
  return JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)));
}
