import { wordsOfRefusal } from "../../../core/admission/refusal-words.ts";
import type { KeyRefusals } from "../api/refusals.ts";

/** Adds up the counts that `groupOf` puts into one group. */
function sums(
  refusals: readonly KeyRefusals[],
  groupOf: (keyId: string, date: string, reason: string) => string,
): Map<string, number> {
  const groups = new Map<string, number>();
  for (const { keyId, days } of refusals) {
    for (const { date, reasons } of days) {
      for (const [reason, requests] of reasons) {
        const group = groupOf(keyId, date, reason);
        groups.set(group, (groups.get(group) ?? 0) + requests);
      }
    }
  }
  return groups;
}

/** Refused requests by UTC day, `2026-11-22`. */
export type RefusedByDay = ReadonlyMap<string, number>;

export const refusedByDay = (refusals: readonly KeyRefusals[]): RefusedByDay =>
  sums(refusals, (_keyId, date) => date);

export const refusedByKey = (refusals: readonly KeyRefusals[]): ReadonlyMap<string, number> =>
  sums(refusals, (keyId) => keyId);

/** Reasons and how many requests were refused for each, most first. */
export const refusedByReason = (refusals: readonly KeyRefusals[]): [string, number][] =>
  [...sums(refusals, (_keyId, _date, reason) => reason)].sort(([, one], [, other]) => other - one);

/** `The rate limit was exceeded`; the API's name for a reason of a later version. */
export function refusalWords(reason: string): string {
  const words = wordsOfRefusal(reason) ?? reason;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
