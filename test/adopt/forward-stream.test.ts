import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Duration } from "aws-cdk-lib/core";
import { Latchkey } from "../../lib/index.ts";
import { newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type ServedApp, serveUserApp } from "./support/user-app.ts";

/*
 * Reach: an app with keys.forward(…, { stream: true }) before an HTTP server and before functions, served
 * by the local cloud; 127.0.0.1.
 */

/** Streams in two parts, by AWS's own helper. */
const streaming = `
export const handler = awslambda.streamifyResponse(async ({ headers, path }, stream) => {
  if (path.endsWith("fails")) throw new Error("broken");
  if (path.endsWith("raw")) return void stream.end("no metadata");
  const body = awslambda.HttpResponseStream.from(stream, {
    statusCode: 202,
    headers: { "Content-Type": "text/plain", "X-RateLimit-Limit": "made up" },
    cookies: ["a=1", "b=2"],
  });
  body.write(headers["X-Latchkey-Account"] + "\\n");
  await new Promise((resolve) => setTimeout(resolve, 300));
  body.end("the rest");
});`;
const whole = `
export const handler = async () => ({ statusCode: 203, body: "aGk=", isBase64Encoded: true });`;

let app: ServedApp;
let server: Server;
let headers: IncomingHttpHeaders = {};
/** A response of the back end that has begun and waits for the test. */
let open: ServerResponse | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    headers = request.headers;
    const name = request.url?.split("/").at(-1);
    if (name === "silent") return;
    if (name === "reset") return void request.socket.destroy();
    response.writeHead(218, {
      "Content-Type": "text/event-stream",
      "Set-Cookie": ["a=1", "b=2"],
      "X-RateLimit-Limit": "made up",
      "Keep-Alive": "timeout=77",
      "Content-Encoding": "gzip",
    });
    if (name === "large") return void response.end(Buffer.alloc(7 * 1024 * 1024, 255));
    response.write("data: first");
    open = response;
    if (name === "breaks") setTimeout(() => response.destroy(), 100);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  app = await serveUserApp((stack, declare) => {
    const keys = new Latchkey(stack, "Keys");
    keys.addOutputs();
    const options = { stream: true, timeout: Duration.seconds(2) };
    keys.protectedApi("Streams", {
      routes: {
        "ANY /http/{proxy+}": keys.forward(`http://127.0.0.1:${port}`, options),
        "ANY /function/{proxy+}": keys.forward(declare("Streaming", streaming), options),
        "ANY /whole": keys.forward(declare("Whole", whole), options),
      },
    });
  });
});

afterAll(async () => {
  await app?.stop();
  server.closeAllConnections();
  server.close();
});

const latchkey = () => ({ url: app.running.url, operatorToken: app.operatorToken });

async function newKey(limit = 60) {
  const accountId = await newAccount(latchkey(), "agency");
  const created = await newKeyOf(latchkey(), accountId, { rate_limit_per_minute: limit });
  return { accountId, ...created };
}

const get = (path: string, key: string) =>
  fetch(`${app.running.url}/prod${path}`, {
    headers: { Authorization: `Bearer ${key}`, "Accept-Encoding": "br" },
  });

/** Reads a response as it was sent; fetch would decode it by its Content-Encoding. */
async function raw(path: string, key: string) {
  const { request } = await import("node:http");
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const options = { headers: { Authorization: `Bearer ${key}`, "Accept-Encoding": "br" } };
    request(`${app.running.url}/prod${path}`, options, resolve).once("error", reject).end();
  });
  return { response, parts: response[Symbol.asyncIterator]() };
}

describe("a streamed response of an HTTP back end", () => {
  it("arrives in pieces, with the verdict's headers and the back end's own", async () => {
    const { key, id } = await newKey(9);
    const { response, parts } = await raw("/http/events", key);
    expect(response.statusCode).toBe(218);
    expect(response.headers).toMatchObject({
      "content-type": "text/event-stream",
      "set-cookie": ["a=1", "b=2"],
      "x-ratelimit-limit": "9",
      "x-ratelimit-remaining": "8",
      "content-encoding": "gzip",
    });
    expect(response.headers["content-length"]).toBeUndefined();
    expect(response.headers["keep-alive"]).not.toBe("timeout=77");
    expect(String((await parts.next()).value)).toBe("data: first");
    // The back end goes on only now that its first part has arrived.
    open?.end("data: last");
    expect(String((await parts.next()).value)).toBe("data: last");
    expect((await parts.next()).done).toBe(true);
    expect(headers).toMatchObject({ "x-latchkey-key": id, "accept-encoding": "br" });
    expect(headers.authorization).toBeUndefined();
  });

  it("may be longer than 6 MB, of any bytes", async () => {
    const { key } = await newKey();
    const { parts } = await raw("/http/large", key);
    let bytes = 0;
    for await (const part of { [Symbol.asyncIterator]: () => parts }) bytes += part.length;
    expect(bytes).toBe(7 * 1024 * 1024);
  });

  it.each(["breaks", "hangs"])("breaks off if the back end %s after it began", async (path) => {
    const { key } = await newKey();
    const { response, parts } = await raw(`/http/${path}`, key);
    expect(response.statusCode).toBe(218);
    expect(String((await parts.next()).value)).toBe("data: first");
    await expect(parts.next()).rejects.toThrow();
  });

  it.each([
    ["silent", 504, "Gateway timeout"],
    ["reset", 502, "Bad gateway"],
  ])("is an error in one piece if the back end is %s before", async (path, status, error) => {
    const { key } = await newKey(9);
    const response = await get(`/http/${path}`, key);
    expect([response.status, await response.json()]).toEqual([status, { error }]);
    expect(response.headers.get("x-ratelimit-remaining")).toBe("8");
  });

  it("is 429 in one piece for a caller over the limit", async () => {
    const { key } = await newKey(1);
    expect((await get("/http/silent", key)).status).toBe(504);
    const response = await get("/http/silent", key);
    expect([response.status, await response.json()]).toEqual([
      429,
      { error: "Rate limit exceeded" },
    ]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a streamed response of a function", () => {
  it("arrives in pieces", async () => {
    const { key, accountId } = await newKey(9);
    const { response, parts } = await raw("/function/good", key);
    expect(response.statusCode).toBe(202);
    expect(response.headers).toMatchObject({
      "content-type": "text/plain",
      "set-cookie": ["a=1", "b=2"],
      "x-ratelimit-limit": "9",
    });
    expect(String((await parts.next()).value)).toBe(`${accountId}\n`);
    expect(String((await parts.next()).value)).toBe("the rest");
    expect((await parts.next()).done).toBe(true);
  });

  it.each(["fails", "raw"])("is 502 if the function %s", async (path) => {
    const { key } = await newKey();
    const response = await get(`/function/${path}`, key);
    expect([response.status, await response.json()]).toEqual([502, { error: "Bad gateway" }]);
  });

  it("is that of a function which does not stream", async () => {
    const { key } = await newKey();
    const response = await get("/whole", key);
    expect([response.status, await response.text()]).toEqual([203, "hi"]);
  });
});
