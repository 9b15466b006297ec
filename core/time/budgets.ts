/*
 * How long each function may take to answer, in milliseconds; docs/decisions.md says why. Callers
 * wait for an authorizer and then for the function behind it:
 *
 *   public API       at most 2 s: start-up 250 + authorizer 1,100 + endpoint 600
 *   management API   at most 5 s: authorizer 2,000 + call 3,000
 *
 * API Gateway itself would wait 29 s.
 */
export const budgets = {
  /** A new container waits so long for what it fetches ahead, then takes its first request. */
  startMs: 250,
  authorizerMs: 1_100,
  endpointMs: 600,
  managementAuthorizerMs: 2_000,
  managementMs: 3_000,
  /** An attempt without an answer is given up in time for another one. */
  authorizerAttemptMs: 500,
  endpointAttemptMs: 300,
  managementAttemptMs: 1_000,
} as const;

/**
 * A function's time-out in Lambda, in seconds. It has to be met only where the function itself is
 * stuck, so it leaves room for a start-up on a busy machine.
 */
export function timeoutSecondsFor(budgetMs: number): number {
  return Math.ceil(budgetMs / 1000) + 2;
}
