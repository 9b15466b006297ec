import { type Call, callsOf } from "./calls.ts";
import type { History } from "./exchange.ts";

/** How a use of a key was answered. */
export type Verdict = "admitted" | "limited" | "ineligible" | "invalid" | "unavailable" | "none";

/** A request to the public API that presented a secret which this history knows. */
export interface Use {
  readonly call: Call;
  readonly keyId: string;
  readonly secret: number;
  readonly verdict: Verdict;
  readonly startMs: number;
  readonly endMs: number;
}

export function usesOf(history: History): Use[] {
  return callsOf(history).flatMap((call) => {
    const { exchange, operation } = call;
    const { credential } = exchange.asked;
    if (operation !== "use" || credential.kind !== "key") return [];
    const { startMs, endMs, answered } = exchange;
    const verdict = verdictOf(answered?.status);
    return [{ call, keyId: credential.keyId, secret: credential.secret, verdict, startMs, endMs }];
  });
}

/** A call whose answer is lost is sent again, so one use may have been counted so often. */
const greatestRepetition = 3;

/**
 * How often one use was counted at most.
 *
 * @param mayBeRepeated whether answers of the database may have been lost meanwhile; then the attempts
 *   before a refusal may have been counted
 */
export function greatestCount(verdict: Verdict, mayBeRepeated: boolean): number {
  const isRefused = verdict === "limited" || verdict === "ineligible" || verdict === "invalid";
  if (!mayBeRepeated) return isRefused ? 0 : 1;
  return isRefused ? greatestRepetition - 1 : greatestRepetition;
}

export function verdictOf(status: number | undefined): Verdict {
  switch (status) {
    case undefined:
      return "none";
    case 401:
      return "invalid";
    case 403:
      return "ineligible";
    case 429:
      return "limited";
    default:
      return status < 400 ? "admitted" : "unavailable";
  }
}
