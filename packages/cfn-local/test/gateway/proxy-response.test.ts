import { describe, expect, it } from "@jest/globals";
import { GatewayFailure } from "../../gateway/failure.ts";
import { proxyResponse } from "../../gateway/proxy-response.ts";
import { apiWith, exchangeWith } from "../support/exchange.ts";

const exchange = exchangeWith();

function answerTo(output: unknown) {
  const { status, headers, body } = proxyResponse(JSON.stringify(output), exchange);
  const own = headers.filter(([name]) => name !== "X-Amzn-Trace-Id");
  return { status, headers: own, body: body.toString() };
}

describe("a function's answer", () => {
  it("is application/json with status 200 unless it says otherwise", () => {
    expect(answerTo({ body: "{}" })).toEqual({
      status: 200,
      headers: [["Content-Type", "application/json"]],
      body: "{}",
    });
    expect(answerTo({ statusCode: "201", headers: { "content-type": "text/plain" } })).toEqual({
      status: 201,
      headers: [["content-type", "text/plain"]],
      body: "",
    });
  });

  it.each([
    ["null", null],
    ["text", "text"],
    ["a number", 200],
    ["a list", []],
    ["a field of another payload version", { statusCode: 200, cookies: [] }],
    ["a body that is an object", { statusCode: 200, body: {} }],
    ["a status that is no number", { statusCode: "ok" }],
    ["a fractional status", { statusCode: 200.5 }],
    ["a status out of range", { statusCode: 1000 }],
    ["a provisional status", { statusCode: 100 }],
    ["a number for a header", { statusCode: 200, headers: { a: 1 } }],
    ["text for a multi-value header", { statusCode: 200, multiValueHeaders: { a: "b" } }],
    ["a header with a line feed", { statusCode: 200, headers: { a: "b\nc" } }],
    ["a header name with a space", { statusCode: 200, headers: { "a b": "c" } }],
  ])("is malformed as %s", (_name, output) => {
    expect(() => answerTo(output)).toThrow(GatewayFailure);
  });

  it("merges multi-value headers with single ones, in the casing of the former", () => {
    const output = {
      statusCode: 200,
      headers: { "test-multi": "solo", other: true, "x-same": "1" },
      multiValueHeaders: { "tesT-Multi": ["multi"], "X-Same": ["1", "2"] },
    };
    expect(answerTo(output).headers).toEqual([
      ["Content-Type", "application/json"],
      ["tesT-Multi", "multi"],
      ["tesT-Multi", "solo"],
      ["X-Same", "1"],
      ["X-Same", "2"],
      ["other", "true"],
    ]);
  });

  it("has its reserved headers remapped or dropped", () => {
    const headers = {
      "WWW-Authenticate": "Bearer",
      Date: "now",
      Connection: "close",
      "Content-Length": "3",
      "Transfer-Encoding": "chunked",
      Via: "x",
      ETag: "y",
    };
    expect(answerTo({ statusCode: 200, headers }).headers).toEqual([
      ["Content-Type", "application/json"],
      ["x-amzn-Remapped-WWW-Authenticate", "Bearer"],
      ["x-amzn-Remapped-Date", "now"],
      ["x-amzn-Remapped-Connection", "close"],
      ["x-amzn-Remapped-Content-Length", "3"],
      ["ETag", "y"],
    ]);
  });

  it("is decoded from base64 only for a client that accepts a binary type first", () => {
    const api = apiWith({ binaryMediaTypes: ["image/png"] });
    const output = JSON.stringify({ statusCode: 200, body: "/0E=", isBase64Encoded: true });
    const bodyFor = (accept: string) =>
      proxyResponse(output, exchangeWith({ headers: [["Accept", accept]] }, api)).body;
    expect(bodyFor("image/png")).toEqual(Buffer.from([0xff, 0x41]));
    expect(bodyFor("image/webp,image/png").toString()).toBe("/0E=");
  });
});
