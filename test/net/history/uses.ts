import { type Call, callsOf } from "./calls.ts";
import type { History } from "./exchange.ts";

/** How a use of a key was answered; `ineligible` stands for whatever is forbidden. */
export type Verdict =
  | "admitted"
  | "limited"
  | "over-quota"
  | "ineligible"
  | "invalid"
  | "unavailable"
  | "none";

/** A request to the public API that presented a secret which this history knows. */
export interface Use {
  readonly call: Call;
  readonly keyId: string;
  readonly secret: number;
  readonly verdict: Verdict;
  /** Units of the limit and of each quota. */
  readonly cost: number;
  readonly startMs: number;
  readonly endMs: number;
}

export function usesOf(history: History): Use[] {
  return callsOf(history).flatMap((call) => {
    const { exchange, operation } = call;
    const { credential } = exchange.asked;
    if (operation !== "use" || credential.kind !== "key") return [];
    const { startMs, endMs, answered } = exchange;
    const { keyId, secret } = credential;
    const isOverQuota = call.answer.error === "Quota exceeded";
    const verdict = isOverQuota ? "over-quota" : verdictOf(answered?.status);
    const cost = Number(call.query.get("cost") ?? 1);
    return [{ call, keyId, secret, verdict, cost, startMs, endMs }];
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
  const isRefused = ["limited", "over-quota", "ineligible", "invalid"].includes(verdict);
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
