import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningAssembly, type ServeOptions, serveAssembly } from "../serve-assembly.ts";
import { startDatabase } from "../services/database.ts";
import { writeAssembly } from "./support/assembly.ts";
import { testBundles, testTemplate } from "./support/template.ts";

const failures: string[] = [];
let gateway: RunningAssembly;

beforeAll(async () => {
  gateway = await start();
});
afterAll(() => gateway.stop());

function start(options: Partial<ServeOptions> = {}) {
  return serveAssembly({
    port: 0,
    assemblyDirectory: writeAssembly(testTemplate(), testBundles),
    reportFailure: (line) => failures.push(line),
    ...options,
  });
}

async function call(path: string, init: RequestInit = {}) {
  const response = await fetch(gateway.url + path, init);
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Sends bytes as they are, and reads until the other side closes. */
async function raw(request: string | Buffer): Promise<{ head: string; body: string }> {
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  socket.write(request);
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
  });
  // A server that has answered before it had read all may reset the line.
  await new Promise<void>((resolve, reject) => {
    socket.once("end", resolve);
    socket.once("error", (error) => (text === "" ? reject(error) : resolve()));
  });
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return { head, body };
}

const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

describe("a served assembly", () => {
  it("runs authorizer and function, and adds API Gateway's ids", async () => {
    const { status, headers, body } = await call("/api/v1/echo?a=1", bearer("good"));
    expect(status).toBe(200);
    const { event } = JSON.parse(body);
    expect(event.requestContext.authorizer).toEqual({
      number: "7",
      boolean: "true",
      text: "t",
      principalId: "caller",
      integrationLatency: expect.any(Number),
    });
    expect(headers.get("x-amzn-RequestId")).toBe(event.requestContext.requestId);
    expect(headers.get("x-amz-apigw-id")).toBe(event.requestContext.extendedRequestId);
    expect(event.queryStringParameters).toEqual({ a: "1" });
  });

  it.each([
    ["no token", {}, 401, "UNAUTHORIZED"],
    ["a refused token", bearer("unauthorized"), 401, "UNAUTHORIZED"],
    ["a denied token", bearer("deny"), 403, "DEFAULT_4XX"],
    ["a failing authorizer", bearer("throw"), 503, "DEFAULT_5XX"],
    ["a malformed policy", bearer("nested"), 503, "DEFAULT_5XX"],
  ])("answers %s with %#", async (_name, init, status, type) => {
    const answer = await call("/api/v1/echo", init);
    expect([answer.status, answer.body]).toEqual([status, `{"error":"${type}"}`]);
    expect(answer.headers.get("x-amzn-RequestId")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("WWW-Authenticate")).toBe(status === 401 ? "Bearer" : null);
  });

  it.each([
    ["throws", "throw"],
    ["answers in another form", "malformed"],
    ["crashes", "exit"],
    ["runs out of time", "hang"],
  ])("answers for a function that %s", async (_name, behaviour) => {
    const { status, body, headers } = await call(`/api/open/${behaviour}`);
    expect([status, body]).toEqual([503, '{"error":"DEFAULT_5XX"}']);
    expect(headers.get("x-amzn-ErrorType")).toBe("InternalServerErrorException");
  });

  it.each([
    ["an unknown path", "/api/nothing", {}, 404, "MISSING_AUTHENTICATION_TOKEN"],
    ["an unknown method", "/api/v1/echo", { method: "POST" }, 404, "MISSING_AUTHENTICATION_TOKEN"],
    ["a path outside the stage", "/elsewhere", {}, 404, "MISSING_AUTHENTICATION_TOKEN"],
    ["an unknown path with a token", "/api/nothing", bearer("good"), 403, "DEFAULT_4XX"],
    ["a plain pipe in the query", "/api/open/x?a=|", {}, 400, "DEFAULT_4XX"],
  ])("answers %s as API Gateway does", async (_name, path, init, status, type) => {
    const answer = await call(path, init);
    expect([answer.status, answer.body]).toEqual([status, `{"error":"${type}"}`]);
  });

  it("serves mocks, and shapes what they refuse", async () => {
    const good = await call("/api/mock/a/b", bearer("good"));
    expect([good.status, good.body]).toEqual([404, '{"error":"mock"}']);
    const bad = await call("/api/mock/a", { headers: { "Content-Type": "text/csv" } });
    expect([bad.status, bad.body]).toEqual([415, '{"error":"DEFAULT_4XX"}']);
  });

  it("lets X-HTTP-Method-Override replace the method", async () => {
    const headers = { "X-HTTP-Method-Override": "PATCH" };
    const { body } = await call("/api/open/x", { headers });
    expect(JSON.parse(body).event).toMatchObject({ httpMethod: "PATCH" });
  });

  it("answers HEAD and 204 without a body", async () => {
    const head = await call("/api/open/x", { method: "HEAD" });
    expect([head.status, head.body]).toEqual([200, ""]);
    expect(Number(head.headers.get("Content-Length"))).toBeGreaterThan(0);
    const nothing = await call("/api/open/nothing");
    expect([nothing.status, nothing.headers.get("Content-Length")]).toEqual([204, null]);
  });

  it("keeps casing and order of headers, and bytes of the path", async () => {
    const request =
      "POST //api//open/a%2Fb/ HTTP/1.1\r\nhOsT: h\r\nX-One: 1\r\nX-One: 2\r\n" +
      "Content-Length: 5\r\nConnection: close\r\n\r\nhello";
    const { event } = JSON.parse((await raw(request)).body);
    expect(event).toMatchObject({
      path: "/open/a%2Fb/",
      body: "hello",
      pathParameters: { id: "a%2Fb" },
      multiValueHeaders: { hOsT: ["h"], "X-One": ["1", "2"] },
      requestContext: { path: "/api//open/a%2Fb/", protocol: "HTTP/1.1" },
    });
  });

  it("takes chunked bodies, an unknown expectation and an absolute target", async () => {
    const request =
      "POST http://h/api/open/x?q=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n" +
      "Expect: something\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    const { event } = JSON.parse((await raw(request)).body.replace(/^[^{]*/, ""));
    expect(event).toMatchObject({ body: "hello", queryStringParameters: { q: "1" } });
  });

  it.each([
    ["no HTTP at all", "nonsense\r\n\r\n", 400],
    ["an unknown method", "FOO / HTTP/1.1\r\nHost: h\r\n\r\n", 400],
    ["a header without a colon", "GET /api HTTP/1.1\r\nHost: h\r\nbroken\r\n\r\n", 400],
    ["no Host", "GET /api/open/x HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    [
      "contradicting lengths",
      "POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
    ],
    [
      "headers beyond the parser's limit",
      `GET /api HTTP/1.1\r\nHost: h\r\nA: ${"x".repeat(300_000)}\r\n\r\n`,
      431,
    ],
    ["CONNECT", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", 404],
  ])("answers %s with a shaped error", async (_name, request, status) => {
    const { head, body } = await raw(request);
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/\r\nx-amzn-RequestId: [0-9a-f-]{36}\r\n/);
    expect(JSON.parse(body)).toEqual({ error: expect.any(String) });
  });

  it("refuses more than 10,240 bytes of request line and header values", async () => {
    const ask = (length: number) => call("/api/open/x", { headers: { A: "x".repeat(length) } });
    expect((await ask(9_900)).status).toBe(200);
    expect(await ask(10_240)).toMatchObject({ status: 431, body: '{"error":"DEFAULT_4XX"}' });
  });

  it("refuses a body over 10 MB, and one over Lambda's 6 MB", async () => {
    for (const megabytes of [10.1, 7]) {
      const body = Buffer.alloc(megabytes * 1024 * 1024, "x");
      const answer = await call("/api/open/x", { method: "POST", body });
      expect(answer).toMatchObject({ status: 413, body: '{"error":"DEFAULT_4XX"}' });
    }
  });

  it("runs several at once, each with secrets of its own", async () => {
    const other = await start();
    try {
      expect(other.url).not.toBe(gateway.url);
      const secret = other.outputs.get("OperatorTokenSecretArn") ?? "";
      expect(other.secretValue(secret)).toMatch(/^[A-Za-z0-9]{43}$/);
      expect(other.secretValue(secret)).not.toBe(gateway.secretValue(secret));
      expect((await fetch(`${other.url}/api/open/x`)).status).toBe(200);
    } finally {
      await other.stop();
    }
    await expect(fetch(`${other.url}/api/open/x`)).rejects.toThrow();
  });

  it("says that a given database does not answer, once something failed", async () => {
    const database = await startDatabase(undefined, undefined);
    const { endpoint } = database;
    const told: string[] = [];
    let tell = () => {};
    const toldOnce = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const other = await start({
      dynamodbEndpoint: endpoint,
      reportFailure: (line) => {
        if (line.includes(endpoint)) told.push(line);
        if (told.length > 0) tell();
      },
    });
    try {
      await database.stop();
      expect((await fetch(`${other.url}/api/open/throw`)).status).toBe(503);
      await toldOnce;
      expect(told).toEqual([`The database at ${endpoint} does not answer.`]);
    } finally {
      await other.stop();
    }
  });

  it("says which port is in use, and stops what it had started", async () => {
    const port = Number(new URL(gateway.url).port);
    const assemblyDirectory = writeAssembly(testTemplate(), testBundles);
    await expect(serveAssembly({ port, assemblyDirectory })).rejects.toThrow(
      `Port ${port} is in use`,
    );
  });

  it("reports functions that fail without what they were asked", () => {
    expect(failures).toContain("Test-EchoFunction failed: Error: on purpose");
    expect(failures.join()).not.toContain("Bearer");
  });
});
