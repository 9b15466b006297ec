import { describe, expect, it } from "@jest/globals";
import { rateLimitValues } from "../../../../core/admission/verdict-headers.ts";
import { errorResponse, jsonResponse } from "../../../../functions/http/response.ts";

const allowance = {
  limit: 120,
  remaining: 0,
  resetAtEpochSeconds: 1_800_000_061,
  resetAfterSeconds: 7,
  quotas: [],
};
const day = {
  period: "day",
  quota: 1_000,
  remaining: 20,
  periodSeconds: 86_400,
  resetAfterSeconds: 3_600,
} as const;
const month = {
  period: "month",
  quota: 20_000,
  remaining: 19,
  periodSeconds: 28 * 86_400,
  resetAfterSeconds: 90_000,
} as const;
const total = {
  period: "total",
  quota: 10 ** 12,
  remaining: 18,
  periodSeconds: undefined,
  resetAfterSeconds: undefined,
} as const;

describe("the rate-limit headers", () => {
  it("are the customary three and the draft's two, byte for byte", () => {
    expect(rateLimitValues(allowance)).toEqual({
      rateLimitLimit: "120",
      rateLimitRemaining: "0",
      rateLimitReset: "1800000061",
      rateLimitPolicy: '"default";q=120;w=60',
      rateLimit: '"default";r=0;t=7',
    });
  });

  it.each([
    [[day], '"day";q=1000;w=86400', '"day";r=20;t=3600'],
    [[day, month], '"day";q=1000;w=86400, "month";q=20000;w=2419200', '"month";r=19;t=90000'],
    [
      [day, month, total],
      '"day";q=1000;w=86400, "month";q=20000;w=2419200, "total";q=1000000000000',
      '"total";r=18',
    ],
    [
      [day, { ...total, remaining: 20 }],
      '"day";q=1000;w=86400, "total";q=1000000000000',
      '"day";r=20;t=3600',
    ],
  ])("name every quota, and what is left of the scarcest: %#", (quotas, policy, left) => {
    expect(rateLimitValues({ ...allowance, quotas })).toMatchObject({
      rateLimitPolicy: `"default";q=120;w=60, ${policy}`,
      rateLimit: `"default";r=0;t=7, ${left}`,
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
