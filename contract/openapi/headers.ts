import { accountIdPattern } from "../../core/account/account-rules.ts";
import { greatestRateLimitPerMinute } from "../../core/account/operators.ts";
import type { Header, Reference } from "./types.ts";

const windowSeconds = 60;
/** The window is seen in whole seconds, of which 60 seconds of real time touch at most this many. */
const longestWaitSeconds = windowSeconds + 1;
/** A container judges by a clock that may be minutes behind. */
const longestMonthSeconds = 32 * 24 * 60 * 60;

export const headers = {
  RequestId: {
    description: "Names this request in the logs. Worth quoting when asking for help.",
    required: true,
    schema: {
      type: "string",
      format: "uuid",
      pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    },
    example: "1b7c9a52-3a5e-4f0c-9f57-0d5f4a1f6e21",
  },
  RateLimitLimit: {
    description: "The key's `rate_limit_per_minute`.",
    required: true,
    schema: { type: "integer", minimum: 1, maximum: greatestRateLimitPerMinute },
    example: 60,
  },
  RateLimitRemaining: {
    description: "Units left in the window, after this request.",
    required: true,
    schema: { type: "integer", minimum: 0, maximum: greatestRateLimitPerMinute },
    example: 59,
  },
  RateLimitReset: {
    description: "Unix time in whole seconds at which the next unit of quota comes back.",
    required: true,
    schema: { type: "integer", minimum: 0 },
    example: 1795375861,
  },
  RateLimitPolicy: {
    description:
      "The limit and its window in seconds, then each quota of the key, as draft-ietf-httpapi-ratelimit-headers-10 spells them.",
    required: true,
    schema: {
      type: "string",
      pattern: `^"default";q=[0-9]+;w=${windowSeconds}(, "(day|month)";q=[0-9]+;w=[0-9]+)*(, "total";q=[0-9]+)?$`,
    },
    example: `"default";q=60;w=${windowSeconds}, "day";q=1000;w=86400`,
  },
  RateLimit: {
    description:
      "Units left and seconds until the next comes back, then the same of the quota with the fewest units left, in the same draft's form.",
    required: true,
    schema: {
      type: "string",
      pattern:
        '^"default";r=[0-9]+;t=[0-9]+(, "((day|month)";r=[0-9]+;t=[0-9]+|total";r=[0-9]+))?$',
    },
    example: '"default";r=59;t=61, "day";r=998;t=30600',
  },
  RetryAfter: {
    description: "Whole seconds to wait before trying again.",
    required: true,
    schema: { type: "integer", minimum: 1, maximum: longestWaitSeconds },
    example: 1,
  },
  /** Of a 429, where only the limit is sure to come back within the window. */
  RetryAfterIfEver: {
    description: `Whole seconds until a request of this cost fits: at most ${longestWaitSeconds} for the limit, until the next period for a quota. Left out if a quota never renews.`,
    required: false,
    schema: { type: "integer", minimum: 1, maximum: longestMonthSeconds },
    example: 12,
  },
  InsufficientScope: {
    description: "The scope that the key lacks. API Gateway may rename this header.",
    required: false,
    schema: { type: "string", pattern: '^Bearer error="insufficient_scope", scope="[!-~]+"$' },
    example: 'Bearer error="insufficient_scope", scope="models:read"',
  },
  VerifiedAccount: {
    description: "The account that the key belongs to, as in the body.",
    required: true,
    schema: { type: "string", pattern: accountIdPattern },
    example: "acct_1",
  },
  VerifiedKey: {
    description: "The key's public id, as in the body.",
    required: true,
    schema: { type: "string", pattern: "^[0-9A-Za-z]{8}$" },
    example: "3kTMd92x",
  },
  VerifiedPlan: {
    description: "The account's plan, as in the body.",
    required: true,
    schema: { type: "string", minLength: 1 },
    example: "standard",
  },
  RefusalText: {
    description:
      "The text of `error`, for gateways that drop a refusal's body. Only if the key was judged.",
    required: false,
    schema: { type: "string", minLength: 1 },
    example: "Rate limit exceeded",
  },
  Challenge: {
    description: "The scheme that is wanted. API Gateway may rename this header.",
    required: false,
    schema: { type: "string", const: "Bearer" },
    example: "Bearer",
  },
  ETag: {
    description: "Names these very bytes; send it back as `If-None-Match`.",
    required: true,
    schema: { type: "string", pattern: '^"[!#-~]+"$' },
    example: '"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"',
  },
  CacheControl: {
    description: "Who may keep the answer, and for how long.",
    required: true,
    schema: { type: "string" },
    example: "private, no-cache",
  },
  NoStore: {
    description: "Nobody may keep the answer.",
    required: true,
    schema: { type: "string", const: "no-store" },
    example: "no-store",
  },
  IdempotencyReplayed: {
    description: "There where an earlier request with this `Idempotency-Key` did it already.",
    required: true,
    schema: { type: "string", const: "true" },
    example: "true",
  },
} as const satisfies Record<string, Header>;

type HeaderName = keyof typeof headers;

/** On every answer, whoever gives it. */
export const everyAnswer = { "x-amzn-RequestId": header("RequestId") };

/** On what the management functions answer; API Gateway's own answers lack it. */
export const noStore = { "Cache-Control": header("NoStore") };

export const rateLimitHeaders = {
  "X-RateLimit-Limit": header("RateLimitLimit"),
  "X-RateLimit-Remaining": header("RateLimitRemaining"),
  "X-RateLimit-Reset": header("RateLimitReset"),
  "RateLimit-Policy": header("RateLimitPolicy"),
  RateLimit: header("RateLimit"),
};

/** The same where API Gateway's own throttle, which knows no key, may be the one to answer. */
export const rateLimitHeadersIfKnown = {
  "X-RateLimit-Limit": optional("RateLimitLimit"),
  "X-RateLimit-Remaining": optional("RateLimitRemaining"),
  "X-RateLimit-Reset": optional("RateLimitReset"),
  "RateLimit-Policy": optional("RateLimitPolicy"),
  RateLimit: optional("RateLimit"),
};

export function header(name: HeaderName): Reference {
  return { $ref: `#/components/headers/${name}` };
}

/** A reference cannot say that a header is optional here, so this repeats it. */
function optional(name: HeaderName): Header {
  return { ...headers[name], required: false };
}
