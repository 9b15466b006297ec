import { describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../../core/admission/verdict.ts";
import { toVerification } from "../../../verifier/verification.ts";

const caller = { keyId: "AAAAAAAA", accountId: "acct_1", plan: "agency" };
const allowance = {
  limit: 5,
  remaining: 0,
  resetAtEpochSeconds: 1_800_000_000,
  resetAfterSeconds: 60,
  quotas: [],
};
const limited = { kind: "limited", caller, allowance, retryAfterSeconds: 7 } as const;
const forbidden = { kind: "forbidden", caller } as const;
const texts = { scope: "models:read", planRefusal: "Ask us for another plan." };

describe("a verification", () => {
  it.each<[Verdict, number, string, string]>([
    [{ kind: "invalid", reason: "revoked" }, 401, "invalid_key", "Invalid API key"],
    [{ ...forbidden, reason: "suspended" }, 403, "account_suspended", "Account suspended"],
    [{ ...forbidden, reason: "plan" }, 403, "ineligible_plan", texts.planRefusal],
    [
      { ...forbidden, reason: "address" },
      403,
      "address_not_allowed",
      "API key is not allowed from this IP address",
    ],
    [
      { ...forbidden, reason: "scope" },
      403,
      "insufficient_scope",
      "API key lacks the scope models:read",
    ],
    [
      { ...forbidden, reason: "cost" },
      403,
      "cost_too_high",
      "Request cost exceeds the API key's limit",
    ],
    [{ ...limited, reason: "limit" }, 429, "rate_limit_exceeded", "Rate limit exceeded"],
    [{ ...limited, reason: "quota" }, 429, "quota_exceeded", "Quota exceeded"],
    [{ kind: "unavailable" }, 503, "unavailable", "Service temporarily unavailable"],
  ])("of the verdict %j tells programs and people why it is refused", (verdict, ...expected) => {
    const [status, outcome, error] = expected;
    expect(toVerification(verdict, texts)).toMatchObject({
      allowed: false,
      status,
      outcome,
      body: { error },
    });
  });
});
