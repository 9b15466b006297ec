import type { Quota } from "../../core/admission/verdict.ts";

/**
 * What a client is told of its quota: the customary `X-RateLimit-*`, and the fields of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
export function rateLimitHeaders(quota: Quota): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(quota.limit),
    "X-RateLimit-Remaining": String(quota.remaining),
    "X-RateLimit-Reset": String(quota.resetAtEpochSeconds),
    "RateLimit-Policy": `"default";q=${quota.limit};w=60`,
    RateLimit: `"default";r=${quota.remaining};t=${quota.resetAfterSeconds}`,
  };
}
