/** A month's traffic, and what one request takes of each service. */
export interface Usage {
  /** Admitted requests. */
  readonly requests: number;
  /** Requests of live keys over their limit, answered 429. */
  readonly refused: number;
  /** The part of the requests, 0 to 1, that come by the distribution and not by the API's own host. */
  readonly edgeShare: number;
  readonly keys: number;
  /** Writes per admitted request: 1, and what other containers' writes in between cost. */
  readonly writesPerRequest: number;
  /** Looks at the table per refused request, each a read or a write; counted as writes. */
  readonly writesPerRefusal: number;
  /** Billed duration of an invocation, in milliseconds. */
  readonly authorizerMs: number;
  readonly functionMs: number;
  readonly responseBytes: number;
  readonly accessLogBytes: number;
  /** Containers of the authorizer, around the clock: each reads the pepper every five minutes. */
  readonly containers: number;
}

/**
 * What is taken where a flag does not say otherwise. Round trips are the upper bounds that
 * `npm run bench -- round-trips` holds; durations on AWS are the operator's to measure.
 */
export const usualUsage: Usage = {
  requests: 1_000_000,
  refused: 0,
  edgeShare: 1,
  keys: 1_000,
  writesPerRequest: 1.1,
  writesPerRefusal: 0.05,
  authorizerMs: 8,
  functionMs: 2,
  responseBytes: 4_096,
  accessLogBytes: 500,
  containers: 4,
};
