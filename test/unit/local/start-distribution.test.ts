import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../../local/start.ts";
import { writeAssembly } from "../../../packages/cfn-local/test/support/assembly.ts";
import {
  siteFiles,
  siteResources,
} from "../../../packages/cfn-local/test/support/site-template.ts";
import { testBundles, testTemplate } from "../../../packages/cfn-local/test/support/template.ts";
import { rawRequest } from "../../support/raw-http.ts";

const failures: string[] = [];
let gateway: RunningLatchkey;

beforeAll(async () => {
  gateway = await startLocal({
    port: 0,
    assemblyDirectory: writeAssembly(testTemplate(siteResources()), testBundles, siteFiles),
    reportFailure: (line) => failures.push(line),
  });
});
afterAll(() => gateway.stop());

function ask(target: string, headers: readonly string[] = [], method = "GET") {
  return rawRequest(gateway.url, [`${method} ${target} HTTP/1.1`, ...headers]);
}

describe("a distribution before the APIs", () => {
  it("hands on a request as an edge does, with the origin's own headers", async () => {
    const headers = ["X-Proof: guessed", "X-Forwarded-For: 203.0.113.7", "User-Agent: test"];
    const { event } = JSON.parse((await ask("/api/open/x?a=%20b", headers)).body);
    expect(event.headers).toMatchObject({
      Host: expect.stringMatching(/^[0-9a-z]{10}\.execute-api\.us-east-1\.amazonaws\.com$/),
      "User-Agent": "test",
      Via: expect.stringMatching(/^1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/),
      "X-Amz-Cf-Id": expect.any(String),
      "X-Forwarded-For": "203.0.113.7, 127.0.0.1, 127.0.0.1",
      "X-Proof": gateway.operatorToken,
    });
    expect(event.queryStringParameters).toEqual({ a: " b" });
    expect(event.requestContext.domainName).toBe(event.headers.Host);
  });

  it("changes nothing of an answer but its headers", async () => {
    const { status, headers, body } = await ask("/api/nothing");
    expect([status, body]).toEqual([404, '{"error":"MISSING_AUTHENTICATION_TOKEN"}']);
    expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["x-cache"]).toBe("Error from cloudfront");
  });

  it("serves the bucket's objects, filled in, with the policy's headers", async () => {
    const { status, headers, body } = await ask("/index.html");
    expect([status, body]).toMatchObject([
      200,
      expect.stringMatching(/^<p>at d\w+\.cloudfront\.net<\/p>$/),
    ]);
    expect(headers).toMatchObject({
      "content-type": "text/html",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "x-own": "1",
      "x-cache": "Miss from cloudfront",
    });
    expect(headers.server).toBeUndefined();
  });

  it("answers HEAD with the same headers, and compresses what is worth it", async () => {
    const path = "/assets/app.js";
    const plain = await ask(path, [], "HEAD");
    expect(plain).toMatchObject({ status: 200, body: "", headers: { "content-length": "2000" } });
    const brotli = await ask(path, ["Accept-Encoding: gzip, br"]);
    expect(brotli.headers).toMatchObject({ "content-encoding": "br", vary: "Accept-Encoding" });
    expect(Number(brotli.headers["content-length"])).toBeLessThan(100);
  });

  it("lets the function answer, with no headers but the function's own", async () => {
    const { status, headers } = await ask("/old");
    expect([status, headers.location]).toEqual([302, "/new"]);
    expect(headers["x-cache"]).toBe("FunctionGeneratedResponse from cloudfront");
    expect(headers["x-own"]).toBeUndefined();
  });

  it.each([
    ["a function that throws", "/broken", "GET", 503],
    ["a function that returns nothing", "/invalid", "GET", 502],
    ["a method that the behaviour does not allow", "/index.html", "POST", 403],
    ["a target that is no path", "*", "OPTIONS", 400],
  ])("answers for %s with a page", async (_name, target, method, status) => {
    const answer = await ask(target, ["Content-Length: 0"], method);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ "content-type": "text/html", server: "CloudFront" });
    expect(answer.headers["x-own"]).toBeUndefined();
  });

  it("reports functions that fail", () => {
    expect(failures).toEqual([
      "site-request: Error: on purpose",
      expect.stringContaining("Invalid input"),
    ]);
  });
});
