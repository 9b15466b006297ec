/** The outcome of a function call. */
export type Invocation =
  | { readonly kind: "returned"; readonly payload: string }
  /** It threw, crashed or ran longer than its own time-out. */
  | { readonly kind: "failed"; readonly errorType: string; readonly errorMessage: string }
  /** The caller's patience ended before the function did. */
  | { readonly kind: "abandoned" }
  /** As many events as are reserved for it are under way: 429 TooManyRequestsException. */
  | { readonly kind: "throttled" }
  /** The event exceeds what Lambda takes. */
  | { readonly kind: "too-large" };

/**
 * Calls a function with an event and waits for its answer.
 *
 * @param payload the event as JSON
 * @param patienceMs how long API Gateway waits
 * @param onChunk takes the response in parts as they come, and the payload is empty; if absent, the
 *   payload is all of it
 */
export type Invoke = (
  functionArn: string,
  payload: string,
  patienceMs: number,
  onChunk?: (chunk: Uint8Array) => void,
) => Promise<Invocation>;
