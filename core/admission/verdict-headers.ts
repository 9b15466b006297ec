import type { Allowance, QuotaState } from "./verdict.ts";

/**
 * The header that each value of an authorizer's context becomes, wherever the verdict is obeyed: in a
 * wrapped function, or by mapping where no function runs.
 */
export const verdictHeaders = {
  rateLimitLimit: "X-RateLimit-Limit",
  rateLimitRemaining: "X-RateLimit-Remaining",
  rateLimitReset: "X-RateLimit-Reset",
  rateLimitPolicy: "RateLimit-Policy",
  rateLimit: "RateLimit",
  retryAfter: "Retry-After",
  challenge: "WWW-Authenticate",
} as const;

export type VerdictHeader = keyof typeof verdictHeaders;

/** The headers of every 200 and of every 429 that is the key's own. */
export const rateLimitKeys = [
  "rateLimitLimit",
  "rateLimitRemaining",
  "rateLimitReset",
  "rateLimitPolicy",
  "rateLimit",
] as const satisfies readonly VerdictHeader[];

type RateLimitKey = (typeof rateLimitKeys)[number];

/**
 * What a client is told of its allowance: the customary `X-RateLimit-*`, and the fields of
 * draft-ietf-httpapi-ratelimit-headers-10, which also name the key's quotas. `RateLimit` has the one
 * quota with the fewest units left.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export function rateLimitValues(allowance: Allowance): Record<RateLimitKey, string> {
  const { limit, remaining, resetAtEpochSeconds, resetAfterSeconds, quotas } = allowance;
  let policy = `"default";q=${limit};w=60`;
  let scarcest: QuotaState | undefined;
  for (const state of quotas) {
    policy += `, "${state.period}";q=${state.quota}${parameter("w", state.periodSeconds)}`;
    if (!scarcest || state.remaining < scarcest.remaining) scarcest = state;
  }
  const quota = scarcest
    ? `, "${scarcest.period}";r=${scarcest.remaining}${parameter("t", scarcest.resetAfterSeconds)}`
    : "";
  return {
    rateLimitLimit: String(limit),
    rateLimitRemaining: String(remaining),
    rateLimitReset: String(resetAtEpochSeconds),
    rateLimitPolicy: policy,
    rateLimit: `"default";r=${remaining};t=${resetAfterSeconds}${quota}`,
  };
}

function parameter(name: string, value: number | undefined): string {
  return value === undefined ? "" : `;${name}=${value}`;
}
