import { type Call, callsOf } from "./calls.ts";
import { costOfPath, embeddedClockMs, ownAddress, refusalTexts, scopeOfPath } from "./contract.ts";
import type { History, Interval } from "./exchange.ts";

/** How a use of a key was answered; `ineligible` stands for whatever is forbidden. */
export type Verdict =
  | "admitted"
  | "limited"
  | "over-quota"
  | "ineligible"
  | "invalid"
  | "unavailable"
  | "none";

export type ForbiddenReason = (typeof refusalTexts)[keyof typeof refusalTexts];

/** A request to the public API that presented a secret which this history knows. */
export interface Use {
  readonly call: Call;
  readonly keyId: string;
  readonly secret: number;
  readonly verdict: Verdict;
  /** The reason that a refusal for good names; undefined for any other verdict. */
  readonly reason: ForbiddenReason | undefined;
  /** Units of the limit and of each quota. */
  readonly cost: number;
  readonly scope: string | undefined;
  /** Undefined where the server that asks does not name its caller. */
  readonly address: string | undefined;
  readonly startMs: number;
  readonly endMs: number;
  /** The same by the clock that judged it, as far as that can be told. */
  readonly clock: Interval;
}

/** A request's demand, by its path and query. */
export function demandOf(target: string): Pick<Use, "cost" | "scope" | "address"> {
  const { pathname, searchParams } = new URL(target, "http://localhost");
  const namesCaller = pathname === "/api/v1/verify" || pathname === "/embedded";
  return {
    cost: costOfPath[pathname] ?? Number(searchParams.get("cost") ?? 1),
    scope: scopeOfPath[pathname] ?? searchParams.get("scope") ?? undefined,
    address: namesCaller ? (searchParams.get("ip") ?? undefined) : ownAddress,
  };
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
    const reason = verdict === "ineligible" ? reasonOf(call.answer.error) : undefined;
    const errorMs = exchange.asked.target.startsWith("/embedded") ? embeddedClockMs : 0;
    const clock = { startMs: startMs - errorMs, endMs: endMs + errorMs };
    const demand = demandOf(exchange.asked.target);
    return [{ call, keyId, secret, verdict, reason, ...demand, startMs, endMs, clock }];
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
export function greatestCount(verdict: Verdict | ForbiddenReason, mayBeRepeated: boolean): number {
  const isRefused = !["admitted", "unavailable", "none"].includes(verdict);
  if (!mayBeRepeated) return isRefused ? 0 : 1;
  return isRefused ? greatestRepetition - 1 : greatestRepetition;
}

/** @throws Error for a text that the contract does not have */
export function reasonOf(error: unknown): ForbiddenReason {
  const [, reason] = Object.entries(refusalTexts).find(([text]) => text === error) ?? [];
  if (!reason) throw new Error(`nobody knows what "${error}" refuses`);
  return reason;
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
