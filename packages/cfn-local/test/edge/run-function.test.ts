import { describe, expect, it } from "@jest/globals";
import { refuseUnknownSyntax } from "../../edge/function-syntax.ts";
import { FunctionRuntime } from "../../edge/run-function.ts";
import type { HttpRequest } from "../../gateway/message.ts";
import { StartError } from "../../start-error.ts";
import { requestWith } from "../support/exchange.ts";

const context = {
  distributionDomainName: "d123.cloudfront.net",
  distributionId: "E123",
  requestId: "id==",
};

function run(code: string, request: Partial<HttpRequest> = {}) {
  return new FunctionRuntime({ name: "test", code }).run(requestWith(request), context);
}

/** The function's event, as its own code sees it. */
function eventFor(request: Partial<HttpRequest>) {
  const code = "function handler(e) { return { statusCode: 200, body: JSON.stringify(e) }; }";
  const outcome = run(code, request);
  if (outcome.kind !== "response") throw new Error(`it ${outcome.kind}`);
  return JSON.parse(outcome.answer.body.toString());
}

describe("a CloudFront function", () => {
  it("sees a request as version 1.0 of the event describes it", () => {
    const event = eventFor({
      path: "/a%2Fb/../c",
      query: "x=1&x=2&y&z=%20",
      headers: [
        ["Host", "h"],
        ["Accept", "text/html"],
        ["ACCEPT", "*/*"],
        ["Cookie", "a=1; b=2=3"],
        ["Connection", "close"],
        ["X-Amz-Cf-Id", "forged"],
      ],
    });
    expect(event).toEqual({
      version: "1.0",
      context: { ...context, eventType: "viewer-request" },
      viewer: { ip: "192.0.2.1" },
      request: {
        method: "GET",
        uri: "/a%2Fb/../c",
        querystring: {
          x: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] },
          y: { value: "" },
          z: { value: "%20" },
        },
        headers: {
          host: { value: "h" },
          accept: { value: "text/html", multiValue: [{ value: "text/html" }, { value: "*/*" }] },
        },
        cookies: { a: { value: "1" }, b: { value: "2=3" } },
      },
    });
  });

  it("passes a request on as it came, or with another path", () => {
    const request = { path: "/x", query: "b=1&a=2" };
    const code = 'function handler(e) { e.request.uri = "/y"; return e.request; }';
    expect(run(code, request)).toMatchObject({
      kind: "request",
      request: { path: "/y", query: "b=1&a=2", method: "GET" },
    });
  });

  it("may change query, headers and cookies", () => {
    const code = `function handler(e) {
      const r = e.request;
      r.querystring = { q: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] } };
      r.headers["x-new-header"] = { value: "v" };
      r.cookies.c = { value: "3" };
      return r;
    }`;
    const outcome = run(code, { query: "a=1", headers: [["Host", "h"]] });
    expect(outcome).toMatchObject({
      request: {
        query: "q=1&q=2",
        headers: [
          ["Host", "h"],
          ["X-New-Header", "v"],
          ["Cookie", "c=3"],
        ],
      },
    });
  });

  it("knows the query as it came", () => {
    const code =
      "function handler(e) { return { statusCode: 200, body: String(e.request.rawQueryString()) } }";
    const bodyOf = (query: string) => {
      const outcome = run(code, { query });
      return outcome.kind === "response" ? outcome.answer.body.toString() : outcome.kind;
    };
    expect([bodyOf("b=%20&a"), bodyOf("")]).toEqual(["b=%20&a", "undefined"]);
  });

  it("may answer by itself, with a body as text or in base64, and asynchronously", () => {
    const code = `async function handler(event) {
      const body = await Promise.resolve({ encoding: "base64", data: "aGk=" });
      return { statusCode: 404, headers: { "content-type": { value: "text/plain" } }, body: body };
    }`;
    expect(run(code)).toEqual({
      kind: "response",
      answer: {
        status: 404,
        headers: [
          ["Server", "CloudFront"],
          ["Content-Type", "text/plain"],
        ],
        body: Buffer.from("hi"),
      },
    });
  });

  it.each([
    ["nothing", "return undefined"],
    ["another method", 'e.request.method = "PUT"; return e.request'],
    ["a path without a slash", 'e.request.uri = "x"; return e.request'],
    ["another host", 'e.request.headers.host = { value: "other" }; return e.request'],
    ["a hidden header", 'e.request.headers["x-cache"] = { value: "x" }; return e.request'],
    ["a header in capitals", 'return { statusCode: 200, headers: { Location: { value: "/" } } }'],
    ["a header with a line break", 'return { statusCode: 200, headers: { a: { value: "\\n" } } }'],
    ["a status as text", 'return { statusCode: "200" }'],
  ])("that returns %s is refused", (_name, body) => {
    expect(run(`function handler(e) { ${body}; }`).kind).toBe("invalid");
  });

  it.each([
    ["throws", "throw new Error('x')"],
    ["rejects", "return Promise.reject(new Error('x'))"],
    ["never ends", "for (;;);"],
    ["waits for what never comes", "return new Promise(() => {})"],
    ["evaluates text", "return eval('1')"],
    ["makes functions of text", "return new Function('return 1')()"],
    ["reaches for this process", "return e.constructor.constructor('return process')()"],
    ["asks for a module", "return require('fs')"],
    ["sets a timer", "setTimeout(() => {}, 1)"],
    ["uses what its runtime lacks", "return new Map()"],
    ["assigns to what it did not declare", "undeclared = 1"],
  ])("that %s does not answer", (_name, body) => {
    expect(run(`function handler(e) { ${body}; }`).kind).not.toBe("response");
  });

  it("remembers nothing from one run to the next", () => {
    const runtime = new FunctionRuntime({
      name: "test",
      code: "let n = 0; function handler() { n += 1; return { statusCode: 200, body: String(n) }; }",
    });
    const outcomes = [1, 2].map(() => runtime.run(requestWith(), context));
    expect(outcomes).toMatchObject([1, 2].map(() => ({ answer: { body: Buffer.from("1") } })));
  });
});

it("does not start with modules, which are not imitated", () => {
  const code = 'import cf from "cloudfront"; function handler() {}';
  expect(() => new FunctionRuntime({ name: "f", code })).toThrow(StartError);
});

describe("the syntax of a CloudFront function", () => {
  it.each([
    "const a = (...b) => `many\nlines` + 2 ** 3;",
    "async function handler(e) { await e; for (const x in e) x; return /(?<n>a)/; }",
    "const name = 1; const object = { name };",
  ])("may be that of its runtime: %s", async (code) => {
    await expect(refuseUnknownSyntax({ name: "f", code })).resolves.toBeUndefined();
  });

  it.each([
    "a?.b",
    "a ?? b",
    "const { a } = b;",
    "for (const a of b) a;",
    "class A {}",
    "const a = { ...b };",
    "const a = [...b];",
    "function* a() {}",
    "try {} catch {}",
    "let a = 1n;",
    "a ||= b;",
    "function f(a = 1) {}",
    "function {",
  ])("is refused where its runtime would not parse it: %s", async (code) => {
    await expect(refuseUnknownSyntax({ name: "f", code })).rejects.toThrow(StartError);
  });
});
