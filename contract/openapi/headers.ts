import { greatestRateLimitPerMinute } from "../../functions/management/fields.ts";
import type { Header, Reference } from "./types.ts";

const windowSeconds = 60;
/** The window is seen in whole seconds, of which 60 seconds of real time touch at most this many. */
const longestWaitSeconds = windowSeconds + 1;

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
    description: "Requests left in the window, after this one.",
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
      "The limit and its window in seconds, as draft-ietf-httpapi-ratelimit-headers-10 spells them.",
    required: true,
    schema: { type: "string", pattern: `^"default";q=[0-9]+;w=${windowSeconds}$` },
    example: `"default";q=60;w=${windowSeconds}`,
  },
  RateLimit: {
    description: "Requests left and seconds until the next comes back, in the same draft's form.",
    required: true,
    schema: { type: "string", pattern: '^"default";r=[0-9]+;t=[0-9]+$' },
    example: '"default";r=59;t=61',
  },
  RetryAfter: {
    description: "Whole seconds to wait before trying again.",
    required: true,
    schema: { type: "integer", minimum: 1, maximum: longestWaitSeconds },
    example: 1,
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
