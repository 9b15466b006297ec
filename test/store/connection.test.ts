import http from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ConnectionError } from "../../core/aws/aws-error.ts";
import { type Connection, openConnection } from "../../core/aws/connection.ts";
import { readResponse } from "../../core/aws/http-response.ts";
import { type ByteServer, type Said, startByteServer } from "../support/byte-server.ts";
import { changedResponses } from "../support/http-responses.ts";

/* Reach: a server of this test's own on 127.0.0.1. */

let server: ByteServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const request = "POST / HTTP/1.1\r\n\r\n";
const timeoutMs = 5_000;

function answer(body: string, ...headers: string[]): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return Buffer.from(["HTTP/1.1 200 OK", length, ...headers, "", body].join("\r\n"));
}

const inOne = (bytes: Buffer): Said => ({ pieces: [bytes] });

async function connectTo(answers: readonly Said[]): Promise<Connection> {
  server = await startByteServer(answers);
  return openConnection(new URL(`http://127.0.0.1:${server.port}`));
}

/** The result of Node's own client for the same bytes. */
function answerByNode(): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: "127.0.0.1", port: server?.port, method: "POST" });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    outgoing.end();
  });
}

/** Until what was sent to this process has arrived and been looked at. */
async function untilClosed(connection: Connection): Promise<void> {
  while (connection.isOpen()) await new Promise((resolve) => setImmediate(resolve));
}

describe("a connection", () => {
  it("gives the same answer however the network cuts it", async () => {
    const bytes = answer('{"name":"Zoë"}', "x-amzn-RequestId: 1");
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 8 }),
        async (unsorted) => {
          const cuts = [0, ...unsorted.sort((one, other) => one - other), bytes.length];
          const pieces = cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
          const connection = await connectTo([{ pieces }]);
          const { body } = await connection.exchange(request, timeoutMs);
          expect(body).toBe('{"name":"Zoë"}');
          await server?.stop();
        },
      ),
      { numRuns: 30 },
    );
  });

  it("serves one request after another", async () => {
    const connection = await connectTo([inOne(answer("1")), inOne(answer("2"))]);
    expect((await connection.exchange(request, timeoutMs)).body).toBe("1");
    expect((await connection.exchange(request, timeoutMs)).body).toBe("2");
    expect(server?.received).toEqual([request + request]);
    expect(connection.isOpen()).toBe(true);
  });

  it("gives the last answer of a server that closes, and then is closed too", async () => {
    const closing = { pieces: [answer("{}", "Connection: close")], ends: true };
    const connection = await connectTo([closing]);
    expect((await connection.exchange(request, timeoutMs)).body).toBe("{}");
    expect(connection.isOpen()).toBe(false);
  });

  it("is closed when the server hangs up between two requests", async () => {
    const connection = await connectTo([{ pieces: [answer("{}")], ends: true }]);
    await connection.exchange(request, timeoutMs);
    await untilClosed(connection);
  });

  it("is closed when bytes come that nobody has asked for, so that they answer no later request", async () => {
    const connection = await connectTo([inOne(answer("1"))]);
    await connection.exchange(request, timeoutMs);
    server?.interject(answer("2").toString());
    await untilClosed(connection);
  });
});

describe("an answer that is believed", () => {
  it("is what Node's own client reads in the same bytes, damaged ones too", async () => {
    let received = 0;
    let believed = 0;
    await fc.assert(
      fc.asyncProperty(changedResponses, async (bytes) => {
        received++;
        const answer = readOrRefuse(bytes);
        if (!answer) return;
        believed++;
        server = await startByteServer([{ pieces: [bytes], ends: true }]);
        try {
          const { status, body } = answer;
          expect(await answerByNode()).toEqual({ status, body });
        } finally {
          await server.stop();
        }
      }),
      { numRuns: 500 },
    );
    expect(believed).toBeGreaterThan(received / 10);
  });
});

function readOrRefuse(bytes: Buffer) {
  try {
    return readResponse(bytes);
  } catch {
    return undefined;
  }
}

describe("an exchange fails, and its connection is closed", () => {
  const whole = answer("{}");
  it.each<[string, Said]>([
    ["garbage", inOne(Buffer.from("garbage\r\n\r\n"))],
    ["two answers at once", inOne(Buffer.concat([whole, whole]))],
    ["an answer that ends early", { pieces: [whole.subarray(0, -1)], ends: true }],
    ["a head that ends early", { pieces: [whole.subarray(0, 10)], ends: true }],
    ["nothing", { pieces: [], ends: true }],
    ["a body as long as the connection", inOne(Buffer.from("HTTP/1.1 200 OK\r\n\r\n{}"))],
  ])("on %s", async (_, said) => {
    const connection = await connectTo([said]);
    const exchange = connection.exchange(request, timeoutMs);
    await expect(exchange).rejects.toBeInstanceOf(ConnectionError);
    expect(connection.isOpen()).toBe(false);
  });

  it("when its time is up", async () => {
    const connection = await connectTo([{ pieces: [whole.subarray(0, 10)] }]);
    const exchange = connection.exchange(request, 20);
    await expect(exchange).rejects.toMatchObject({
      message: expect.stringContaining("no answer within 20 ms"),
      // Whether the service is overloaded is not known, so the next attempt pauses before.
      isStale: false,
    });
    expect(connection.isOpen()).toBe(false);
  });

  it("where nobody listens, and says where that is", async () => {
    const connection = await connectTo([]);
    await server?.stop();
    const refused = openConnection(new URL(`http://127.0.0.1:${server?.port}`));
    const exchange = refused.exchange(request, timeoutMs);
    await expect(exchange).rejects.toBeInstanceOf(ConnectionError);
    await expect(exchange).rejects.toThrow(`127.0.0.1:${server?.port}`);
    expect(refused.isOpen()).toBe(false);
    await untilClosed(connection);
  });

  it("to an IPv6 address does not look for a host of that name", async () => {
    // Nobody can listen at port 0, with IPv6 or without.
    const exchange = openConnection(new URL("http://[::1]:0")).exchange(request, timeoutMs);
    const error: unknown = await exchange.catch((failure: unknown) => failure);
    expect(Object(error).cause).toMatchObject({ syscall: "connect", address: "::1" });
  });
});
