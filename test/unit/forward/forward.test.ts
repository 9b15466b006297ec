import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { forwardedHeaders, returnedHeaders } from "../../../functions/forward/forwarded-headers.ts";
import { createForwarder } from "../../../functions/forward/forwarder.ts";
import { createLambdaBackEnd } from "../../../functions/forward/lambda-back-end.ts";
import { targetUrl } from "../../../functions/forward/target-url.ts";
import { encodeVerdict } from "../../../functions/http/verdict-context.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const caller = { accountId: "acct_1", keyId: "abcd1234", plan: "agency" };

describe("the address at a back end", () => {
  const at = (path: string, base = "https://api.example.com/base") =>
    targetUrl(base, { path, multiValueQueryStringParameters: null }).href;

  it.each([
    ["/a/b", "https://api.example.com/base/a/b"],
    ["/", "https://api.example.com/base/"],
    ["//evil.example/x", "https://api.example.com/base//evil.example/x"],
    ["/a%2Fb", "https://api.example.com/base/a%2Fb"],
    ["/a b?c#d", "https://api.example.com/base/a%20b%3Fc%23d"],
    ["/@evil.example", "https://api.example.com/base/@evil.example"],
    ["/..hidden/x..y/...", "https://api.example.com/base/..hidden/x..y/..."],
  ])("of %s is %s", (path, url) => {
    expect(at(path)).toBe(url);
  });

  it.each([
    "/../admin",
    "/a/..",
    "/a/./b",
    "/%2e%2E/admin",
    "/.%2e/admin",
    "/a%2f..%2fadmin",
    "/a\\..\\admin",
    "/a%5c..%5Cadmin",
  ])("refuses %s, which leads elsewhere than it was judged for", (path) => {
    expect(() => at(path)).toThrow("the path has a dot segment");
  });

  it("has every value of the query", () => {
    const multiValueQueryStringParameters = { a: ["1", "2 3"], "b&c": ["="] };
    const url = targetUrl("http://localhost:1", { path: "/x", multiValueQueryStringParameters });
    expect(url.href).toBe("http://localhost:1/x?a=1&a=2+3&b%26c=%3D");
  });
});

describe("the headers that go on", () => {
  it("lack the key, whatever is for one connection, and any verdict but the real one", () => {
    const multiValueHeaders = {
      AUTHORIZATION: ["Bearer x"],
      Connection: ["close, X-Named"],
      "X-Named": ["1"],
      "Keep-Alive": ["1"],
      TE: ["trailers"],
      "Transfer-Encoding": ["chunked"],
      "Proxy-Authorization": ["x"],
      "x-LATCHKEY-account": ["other"],
      X_Latchkey_Plan: ["enterprise"],
      Accept: ["a", "b"],
    };
    expect(forwardedHeaders({ multiValueHeaders }, caller)).toEqual({
      Accept: ["a", "b"],
      "X-Latchkey-Account": ["acct_1"],
      "X-Latchkey-Key": ["abcd1234"],
      "X-Latchkey-Plan": ["agency"],
    });
  });

  it("lack, on the way back, what the verdict says itself", () => {
    const headers = {
      "ratelimit-POLICY": ["1"],
      "x-ratelimit-reset": ["1"],
      "Content-Length": ["1"],
      "retry-after": ["7"],
      "Set-Cookie": ["a", "b"],
    };
    expect(returnedHeaders(headers)).toEqual({ "retry-after": ["7"], "Set-Cookie": ["a", "b"] });
  });
});

describe("a Lambda back end", () => {
  const failing = (name: string) =>
    createLambdaBackEnd(async () => {
      throw Object.assign(new Error("no"), { name });
    }, 1000);

  it.each([
    ["TooManyRequestsException", 503],
    ["RequestTooLargeException", 413],
    ["ResourceNotFoundException", 502],
  ])("that refuses by %s is %i to the caller", async (name, status) => {
    await expect(failing(name)(proxyEvent(), caller)).rejects.toMatchObject({ answer: { status } });
  });

  it.each(["null", "[]", "no JSON", '{"statusCode":99}', '{"statusCode":200,"body":{}}'])(
    "that answers %s is 502 to the caller",
    async (payload) => {
      const odd = createLambdaBackEnd(async () => ({ payload, functionError: undefined }), 1000);
      await expect(odd(proxyEvent(), caller)).rejects.toMatchObject({ answer: { status: 502 } });
    },
  );

  it("answers with the headers that API Gateway would make of its own", async () => {
    const payload = JSON.stringify({
      statusCode: "201",
      headers: { "x-A": "1", "X-B": true },
      multiValueHeaders: { "X-a": ["1", "2"] },
      body: "aGk=",
      isBase64Encoded: true,
    });
    const backEnd = createLambdaBackEnd(async () => ({ payload, functionError: undefined }), 1000);
    expect(await backEnd(proxyEvent(), caller)).toEqual({
      statusCode: 201,
      multiValueHeaders: { "X-a": ["1", "2"], "X-B": ["true"] },
      body: "aGk=",
      isBase64Encoded: true,
    });
  });
});

describe("a response that Lambda could not return", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const remaining = { limit: 60, remaining: 59, resetAtEpochSeconds: 1, resetAfterSeconds: 61 };
  const verdict = { kind: "admitted", caller, allowance: { ...remaining, quotas: [] } } as const;
  const context = encodeVerdict(verdict, { planRefusal: "", scope: undefined });
  const entries = Object.entries(context).map(([name, value]) => [name, String(value)]);
  const event = proxyEvent({ authorizer: Object.fromEntries(entries) });

  it.each([
    ["of 7 MB", "x".repeat(7 * 1024 * 1024)],
    ["of 4 MB that JSON makes 8 of", '"'.repeat(4 * 1024 * 1024)],
  ])("%s is 502", async (_, body) => {
    const log = jest.spyOn(console, "error").mockImplementation(() => {});
    const forward = createForwarder(async () => ({ statusCode: 200, body }));
    expect(await forward(event)).toMatchObject({ statusCode: 502 });
    expect(log).toHaveBeenCalledTimes(1);
  });

  it("is passed on as it is below that", async () => {
    const body = "x".repeat(5 * 1024 * 1024);
    const forward = createForwarder(async () => ({ statusCode: 200, body }));
    expect((await forward(event)).body).toBe(body);
  });
});
