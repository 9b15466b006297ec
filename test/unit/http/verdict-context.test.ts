import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { refusalOf } from "../../../core/admission/refusal.ts";
import type { ForwardedVerdict } from "../../../core/admission/verdict-response.ts";
import {
  decodeAnswer,
  encodeInvalidParameter,
  encodeVerdict,
} from "../../../functions/http/verdict-context.ts";
import { plans } from "../../support/contract-config.ts";
import { throughGateway } from "../../support/through-gateway.ts";

const texts = { scope: "models:read", planRefusal: "Requires another plan." };

const caller = fc.record({
  keyId: fc.string({ unit: fc.constantFrom(..."09AZaz"), minLength: 8, maxLength: 8 }),
  accountId: fc.string({ unit: fc.constantFrom(..."09AZaz_-"), minLength: 1, maxLength: 64 }),
  plan: fc.constantFrom(...plans),
});
const quotas = fc.uniqueArray(
  fc.record({
    period: fc.constantFrom("day" as const, "month" as const, "total" as const),
    quota: fc.integer({ min: 1, max: 10 ** 12 }),
    remaining: fc.nat(10 ** 12),
    periodSeconds: fc.option(fc.constant(86_400), { nil: undefined }),
    resetAfterSeconds: fc.option(fc.integer({ min: 1, max: 86_400 }), { nil: undefined }),
  }),
  { selector: ({ period }) => period },
);
const allowance = fc.record({
  limit: fc.integer({ min: 1, max: 10_000 }),
  remaining: fc.nat(10_000),
  resetAtEpochSeconds: fc.integer({ min: 1_700_000_000, max: 4_000_000_000 }),
  resetAfterSeconds: fc.integer({ min: 1, max: 61 }),
  quotas,
});
const verdicts: fc.Arbitrary<ForwardedVerdict> = fc.oneof(
  fc.record({ kind: fc.constant("admitted" as const), caller, allowance }),
  fc.record({
    kind: fc.constant("limited" as const),
    reason: fc.constantFrom("limit" as const, "quota" as const),
    caller,
    allowance,
    retryAfterSeconds: fc.option(fc.integer({ min: 1, max: 10 ** 7 }), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant("forbidden" as const),
    reason: fc.constantFrom(...(["suspended", "plan", "address", "scope", "cost"] as const)),
    caller,
  }),
  fc.constant({ kind: "unavailable" as const }),
);

const caller1 = { keyId: "3kTMd92x", accountId: "acct_1", plan: "agency" };
const example: ForwardedVerdict = {
  kind: "admitted",
  caller: caller1,
  allowance: {
    limit: 60,
    remaining: 59,
    resetAtEpochSeconds: 1_800_000_061,
    resetAfterSeconds: 61,
    quotas: [],
  },
};
const headersOfExample = {
  "X-RateLimit-Limit": "60",
  "X-RateLimit-Remaining": "59",
  "X-RateLimit-Reset": "1800000061",
  "RateLimit-Policy": '"default";q=60;w=60',
  RateLimit: '"default";r=59;t=61',
};
const limited = { ...example, kind: "limited", reason: "limit", retryAfterSeconds: 7 } as const;

describe("the answer that an authorizer's context holds", () => {
  it("is the verdict's, whatever it is", () => {
    fc.assert(
      fc.property(verdicts, (verdict) => {
        const answer = decodeAnswer(throughGateway(encodeVerdict(verdict, texts)));
        if (verdict.kind === "admitted") {
          expect(answer).toMatchObject({ status: 200, caller: verdict.caller });
          return;
        }
        const { status, message } = refusalOf(verdict, texts);
        expect(answer).toMatchObject({ status, message });
      }),
    );
  });

  it("holds only what a context may: text and numbers, of printable ASCII, by no name of API Gateway's", () => {
    const taken = ["status", "error", "latency", "requestId", "principalId", "property", "claims"];
    fc.assert(
      fc.property(verdicts, (verdict) => {
        const entries = Object.entries(encodeVerdict(verdict, texts));
        expect(entries.filter(([name]) => taken.includes(name))).toEqual([]);
        expect(entries.filter(([, value]) => !/^[ -~]+$/.test(String(value)))).toEqual([]);
        const { message = "" } = Object.fromEntries(entries);
        expect(message).not.toMatch(/["\\]/);
      }),
    );
  });

  it.each<[string, ForwardedVerdict, object]>([
    ["admitted", example, { status: 200, caller: caller1, headers: headersOfExample }],
    [
      "over its limit",
      limited,
      {
        status: 429,
        message: "Rate limit exceeded",
        headers: { ...headersOfExample, "Retry-After": "7" },
      },
    ],
    [
      "over a quota that never renews",
      { ...limited, reason: "quota", retryAfterSeconds: undefined },
      { status: 429, message: "Quota exceeded", headers: headersOfExample },
    ],
    [
      "of a suspended account",
      { kind: "forbidden", reason: "suspended", caller: caller1 },
      { status: 403, message: "Account suspended", headers: {} },
    ],
    [
      "on a plan without access",
      { kind: "forbidden", reason: "plan", caller: caller1 },
      { status: 403, message: "Requires another plan.", headers: {} },
    ],
    [
      "from another address",
      { kind: "forbidden", reason: "address", caller: caller1 },
      { status: 403, message: "API key is not allowed from this IP address", headers: {} },
    ],
    [
      "without the scope",
      { kind: "forbidden", reason: "scope", caller: caller1 },
      {
        status: 403,
        message: "API key lacks the scope models:read",
        headers: { "WWW-Authenticate": 'Bearer error="insufficient_scope", scope="models:read"' },
      },
    ],
    [
      "that costs too much",
      { kind: "forbidden", reason: "cost", caller: caller1 },
      { status: 403, message: "Request cost exceeds the API key's limit", headers: {} },
    ],
    [
      "that could not be judged",
      { kind: "unavailable" },
      {
        status: 503,
        message: "Service temporarily unavailable",
        headers: { "Retry-After": "1" },
      },
    ],
  ])("is, for a request %s, the contract's", (_, verdict, answer) => {
    expect(decodeAnswer(throughGateway(encodeVerdict(verdict, texts)))).toEqual(answer);
  });

  it("is 400 for a parameter at fault, with its name", () => {
    expect(decodeAnswer(throughGateway(encodeInvalidParameter("scope")))).toEqual({
      status: 400,
      message: "Invalid parameter: scope",
      headers: {},
    });
  });
});

describe("decodeAnswer refuses", () => {
  it.each([undefined, null, {}, { principalId: "3kTMd92x" }, { statusCode: "" }])(
    "%j",
    (context) => {
      expect(decodeAnswer(context)).toBeUndefined();
    },
  );

  const context = throughGateway(encodeVerdict(example, texts));
  const needed = Object.keys(encodeVerdict(example, texts)).filter((name) => name !== "verdict");

  it.each(needed)("an admission without %s", (name) => {
    const { [name]: _, ...rest } = context;
    expect(decodeAnswer(rest)).toBeUndefined();
  });

  it.each(["message", "statusCode", "rateLimit"])("a refusal without %s", (name) => {
    const { [name]: _, ...rest } = throughGateway(encodeVerdict(limited, texts));
    expect(decodeAnswer(rest)).toBeUndefined();
  });

  it.each([
    ["statusCode", ["201", "2000", "200 ", "0200", "401", "500", "", 200, true, null, ["200"]]],
    ["plan", [null, 1, ["agency"]]],
    ["keyId", [null, 1, ["3kTMd92x"]]],
    ["accountId", [null, 1, {}]],
    ["rateLimitLimit", [null, 60, {}]],
  ])("a strange %s", (name, values) => {
    for (const value of values) {
      expect(decodeAnswer({ ...context, [name]: value })).toBeUndefined();
    }
  });

  it("anything at random", () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom(...needed), maxDepth: 1 }), (junk) => {
        expect(decodeAnswer(junk)).toBeUndefined();
      }),
    );
  });
});
