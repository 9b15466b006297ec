import { describe, expect, it } from "@jest/globals";
import { errorResponse, jsonResponse } from "../../../functions/http/response.ts";
import { rateLimitHeaders } from "../../../functions/http/with-verdict.ts";

describe("rateLimitHeaders", () => {
  it("are the customary three and the draft's two, byte for byte", () => {
    const quota = {
      limit: 120,
      remaining: 0,
      resetAtEpochSeconds: 1_800_000_061,
      resetAfterSeconds: 7,
    };
    expect(rateLimitHeaders(quota)).toEqual({
      "X-RateLimit-Limit": "120",
      "X-RateLimit-Remaining": "0",
      "X-RateLimit-Reset": "1800000061",
      "RateLimit-Policy": '"default";q=120;w=60',
      RateLimit: '"default";r=0;t=7',
    });
  });
});

describe("an answer's form", () => {
  it("is compact JSON with its type", () => {
    expect(jsonResponse(200, { a: [1, "é"] }, { ETag: '"x"' })).toEqual({
      statusCode: 200,
      headers: { "Content-Type": "application/json", ETag: '"x"' },
      body: '{"a":[1,"é"]}',
    });
  });

  it("of an error is its message and nothing else", () => {
    const error = { status: 418, code: "x", message: 'say "no"', internal: "canary" };
    expect(errorResponse(error)).toEqual({
      statusCode: 418,
      headers: { "Content-Type": "application/json" },
      body: '{"error":"say \\"no\\""}',
    });
  });
});
