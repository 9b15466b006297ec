import { checkCap } from "./check-cap.ts";
import { checkListings } from "./check-listings.ts";
import { checkObservations } from "./check-observations.ts";
import { checkOwnership } from "./check-ownership.ts";
import { checkQuiet } from "./check-quiet.ts";
import { checkQuotas } from "./check-quotas.ts";
import { checkRateLimit } from "./check-rate-limit.ts";
import { checkResponses } from "./check-responses.ts";
import { checkSecrecy } from "./check-secrecy.ts";
import { checkTrail } from "./check-trail.ts";
import { checkVerdicts } from "./check-verdicts.ts";
import { type Checker, describeExchange, type History, type Violation } from "./exchange.ts";

/** All checkers that need nothing but a history, by name. */
export const checkers = {
  "rate limit": checkRateLimit,
  quotas: checkQuotas,
  verdicts: checkVerdicts,
  secrecy: checkSecrecy,
  trail: checkTrail,
  listings: checkListings,
  cap: checkCap,
  answers: checkResponses,
  ownership: checkOwnership,
  observations: checkObservations,
  quiet: checkQuiet,
} as const satisfies Record<string, Checker>;

export function checkHistory(history: History): Violation[] {
  return Object.values(checkers).flatMap((check) => check(history));
}

/** Lines to show where a history is broken. */
export function describeViolation({ invariant, message, exchanges }: Violation): string {
  const proof = exchanges.slice(0, 12).map((exchange) => `\n    ${describeExchange(exchange)}`);
  return `${invariant}: ${message}${proof.join("")}`;
}

/** @throws Error that tells every violation, if there is one */
export function expectUnbroken(history: History): void {
  const violations = checkHistory(history);
  if (violations.length === 0) return;
  throw new Error(violations.slice(0, 10).map(describeViolation).join("\n"));
}
