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
