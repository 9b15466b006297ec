/*
 * How long each function may take to answer, in milliseconds; docs/decisions.md says why. Callers
 * wait for an authorizer and then for the function behind it:
 *
 *   public API       at most 2 s: start-up 250 + authorizer 1,100 + endpoint 600
 *   management API   at most 5 s: authorizer 2,000 + call 3,000; to search the access log, 22 s
 *
 * API Gateway itself would wait 29 s.
 *
 * Constants of their own, so that a bundle holds only those that it uses.
 */
/** A new container waits so long for what it fetches ahead, then takes its first request. */
export const startMs = 250;
export const authorizerMs = 1_100;
export const endpointMs = 600;
/**
 * A denial of a key whose checksum is right takes at least so long, so that its time does not tell whether
 * there is such a key, and whether it was refused from memory.
 */
export const denialMs = 10;
export const managementAuthorizerMs = 2_000;
export const managementMs = 3_000;
export const operationsMs = 20_000;
/** CloudWatch Logs answers with what it found in a few seconds, and says whether there is more. */
export const logSearchAttemptMs = 8_000;
/** A part of the stack that takes longer to answer is said to fail. */
export const healthCheckMs = 2_000;
/** Nobody waits for the counting of refusals. */
export const refusalsMs = 20_000;
/** An attempt without an answer is given up in time for another one. */
export const authorizerAttemptMs = 500;
export const endpointAttemptMs = 300;
export const managementAttemptMs = 1_000;
/** Nobody waits for events: what fails is done again later. */
export const publisherMs = 20_000;
export const eventAttemptMs = 3_000;
/** A receiver that takes longer is taken for one that failed. */
export const deliveryMs = 10_000;
export const senderMs = 20_000;
export const expiryNoticesMs = 50_000;

/**
 * A function's time-out in Lambda, in seconds. It has to be met only where the function itself is
 * stuck, so it leaves room for a start-up on a busy machine.
 */
export function timeoutSecondsFor(budgetMs: number): number {
  return Math.ceil(budgetMs / 1000) + 2;
}
