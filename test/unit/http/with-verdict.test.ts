import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { APIGatewayProxyResult } from "aws-lambda";
import type { Caller } from "../../../core/admission/verdict.ts";
import { Deadline } from "../../../core/time/deadline.ts";
import { type PublicEndpoint, withVerdict } from "../../../functions/http/with-verdict.ts";
import { contractConfig } from "../../support/contract-config.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const caller: Caller = { keyId: "3kTMd92x", accountId: "acct_1", plan: "agency" };
const quota = {
  limit: "60",
  remaining: "59",
  resetAtEpochSeconds: "1800000061",
  resetAfterSeconds: "61",
};
const rateLimit = {
  "X-RateLimit-Limit": "60",
  "X-RateLimit-Remaining": "59",
  "X-RateLimit-Reset": "1800000061",
  "RateLimit-Policy": '"default";q=60;w=60',
  RateLimit: '"default";r=59;t=61',
};
const json = { "Content-Type": "application/json" };

const answer: APIGatewayProxyResult = { statusCode: 200, headers: json, body: "{}" };
const endpoint = jest.fn<PublicEndpoint>();
const handler = withVerdict(endpoint, contractConfig);
let log: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  endpoint.mockReset().mockResolvedValue(answer);
  log = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

describe("an admitted request", () => {
  const event = proxyEvent({ authorizer: { verdict: "admitted", ...caller, ...quota } });

  it("gets the endpoint's answer and its rate-limit headers", async () => {
    expect(await handler(event)).toEqual({ ...answer, headers: { ...json, ...rateLimit } });
  });

  it("is handed to the endpoint with its caller", async () => {
    await handler(event);
    expect(endpoint.mock.calls).toEqual([[event, caller, expect.any(Deadline)]]);
  });

  it("gives its endpoint little time, or what Lambda leaves, and none after the answer", async () => {
    const given: number[] = [];
    endpoint.mockImplementation(async (_event, _caller, deadline) => {
      given.push(deadline.remainingMs);
      return answer;
    });
    await handler(event);
    await handler(event, { getRemainingTimeInMillis: () => 300 });
    expect(given[0]).toBeLessThanOrEqual(600);
    expect(given[1]).toBeLessThanOrEqual(200);
    for (const [, , deadline] of endpoint.mock.calls) expect(deadline.remainingMs).toBe(0);
  });

  it("keeps what else the endpoint answers, such as 304 without a body", async () => {
    const headers = { ETag: '"x"' };
    const multiValueHeaders = { "X-Several": ["a", "b"] };
    endpoint.mockResolvedValue({ statusCode: 304, headers, multiValueHeaders, body: "" });
    expect(await handler(event)).toEqual({
      statusCode: 304,
      headers: { ...headers, ...rateLimit },
      multiValueHeaders,
      body: "",
    });
  });

  it("gets rate-limit headers even where the endpoint sets no headers at all", async () => {
    endpoint.mockResolvedValue({ statusCode: 204, body: "" });
    expect(await handler(event)).toEqual({ statusCode: 204, headers: rateLimit, body: "" });
  });

  it("is told nothing of why its endpoint failed, and the fault is logged", async () => {
    const failures = [async () => Promise.reject(new Error("inner")), () => thrower("inner")];
    for (const failure of failures) {
      endpoint.mockImplementation(failure);
      expect(await handler(event)).toEqual({
        statusCode: 503,
        headers: { ...json, ...rateLimit, "Retry-After": "1" },
        body: '{"error":"Service temporarily unavailable"}',
      });
    }
    expect(log).toHaveBeenCalledTimes(2);
    expect(String(log.mock.calls[0])).toContain("request-1");
  });
});

describe("a request that was not admitted", () => {
  it("is 403 on a plan without access", async () => {
    const authorizer = { verdict: "ineligible", ...caller, plan: "pro" };
    expect(await handler(proxyEvent({ authorizer }))).toEqual({
      statusCode: 403,
      headers: json,
      body: '{"error":"Public API access requires Agency, Master/Business, or Enterprise plan."}',
    });
  });

  it("is 403 in the words of the configuration that it was given", async () => {
    const other = withVerdict(endpoint, { planRefusal: "Your plan has no API access." });
    const { body } = await other(proxyEvent({ authorizer: { verdict: "ineligible", ...caller } }));
    expect(JSON.parse(body)).toEqual({ error: "Your plan has no API access." });
  });

  it("is 429 over its limit, with Retry-After", async () => {
    const authorizer = { verdict: "limited", ...caller, ...quota, remaining: "0" };
    expect(await handler(proxyEvent({ authorizer }))).toEqual({
      statusCode: 429,
      headers: {
        ...json,
        "Retry-After": "61",
        ...rateLimit,
        "X-RateLimit-Remaining": "0",
        RateLimit: '"default";r=0;t=61',
      },
      body: '{"error":"Rate limit exceeded"}',
    });
  });

  it("is 503 where it could not be judged, to be tried again", async () => {
    expect(await handler(proxyEvent({ authorizer: { verdict: "unavailable" } }))).toEqual({
      statusCode: 503,
      headers: { ...json, "Retry-After": "1" },
      body: '{"error":"Service temporarily unavailable"}',
    });
  });

  it.each([
    ["no authorizer", undefined],
    ["an empty context", {}],
    ["null for a context", null],
    ["an unknown verdict", { verdict: "allowed", ...caller, ...quota }],
    ["the verdict that never gets this far", { verdict: "invalid" }],
    ["an incomplete verdict", { verdict: "admitted", ...caller }],
    ["another authorizer's context", { actor: "operator", principalId: "operator" }],
  ])("is 500 and logged with %s", async (_, authorizer) => {
    const event = proxyEvent(authorizer === undefined ? {} : { authorizer });
    expect(await handler(event)).toEqual({
      statusCode: 500,
      headers: json,
      body: '{"error":"Internal server error"}',
    });
    expect(log).toHaveBeenCalledTimes(1);
  });

  it("never reaches the endpoint", async () => {
    for (const verdict of ["ineligible", "limited", "unavailable", "", "invalid"]) {
      await handler(proxyEvent({ authorizer: { verdict, ...caller, ...quota } }));
    }
    expect(endpoint).not.toHaveBeenCalled();
  });
});

function thrower(message: string): never {
  throw new Error(message);
}
