import { isDeepStrictEqual } from "node:util";
import type { Json } from "./calls.ts";

/** The fields that are not null before the first event, with their values. */
const uncreated: readonly [string, unknown][] = [["metadata", {}]];

/**
 * Plays a trail from nothing: each event goes on from what the one before it left, and the end is
 * what is shown.
 *
 * @param events of one account, oldest first
 * @param shown what the API shows of a key, or of the account where there is no key id
 * @returns a sentence for each fault
 */
export function trailFaults(
  events: readonly Json[],
  shown: (keyId: string) => Json | undefined,
): string[] {
  const states = new Map<string, Map<string, unknown>>();
  const faults: string[] = [];
  for (const [index, event] of events.entries()) {
    const subject = event.key_id === null || event.key_id === undefined ? "" : String(event.key_id);
    const state = states.get(subject) ?? new Map<string, unknown>(uncreated);
    // An account begins unsuspended, and a key has no such field.
    if (subject === "" && !states.has(subject)) state.set("is_suspended", false);
    states.set(subject, state);
    for (const [field, change] of Object.entries(Object(event.changes))) {
      const { before, after } = Object(change);
      const known = state.get(field) ?? null;
      if (!isDeepStrictEqual(before, known)) {
        faults.push(`${nameOf(subject)}: ${field} was ${known}, the next event says ${before}`);
      }
      state.set(field, after);
    }
    const earlier = String(events[index - 1]?.created_at ?? "");
    if (String(event.created_at ?? "") < earlier) faults.push("times do not increase");
  }
  for (const [subject, state] of states) {
    const object: Json = shown(subject) ?? {};
    for (const [field, value] of state) {
      if (field in object && !isDeepStrictEqual(object[field], value)) {
        faults.push(
          `${nameOf(subject)}: ${field} is ${object[field]}, its trail ends with ${value}`,
        );
      }
    }
  }
  return faults;
}

function nameOf(keyId: string): string {
  return keyId === "" ? "account" : `key ${keyId}`;
}
