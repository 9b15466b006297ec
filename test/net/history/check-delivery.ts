import { isDeepStrictEqual } from "node:util";
import { callsOf, type Json } from "./calls.ts";
import type { History, Violation } from "./exchange.ts";
import { entriesOf } from "./listings.ts";

/** The events that came out of a Latchkey, in any order and perhaps more than once. */
export interface Sent {
  /** On the event bus. */
  readonly published: readonly Json[];
  /** By webhook, or to the dead letters. */
  readonly delivered: readonly Json[];
}

export function eventIdOf({ id }: Json): string {
  return String(id);
}

/** The ids of all events that a history's listings show. */
export function listedEvents(history: History): Map<string, Json> {
  const events = callsOf(history)
    .filter(({ operation, outcome }) => operation === "listEvents" && outcome === "done")
    .flatMap(({ answer }) => entriesOf(answer));
  return new Map(events.map((event) => [eventIdOf(event), event]));
}

/** I12: every event of the trail was published and delivered at least once, as the API lists it. */
export function checkDelivery(history: History, sent: Sent): Violation[] {
  const events = [...listedEvents(history).values()];
  return Object.entries(sent).flatMap(([way, came]: [string, readonly Json[]]) => {
    const byId = new Map<string, Json[]>();
    for (const event of came) {
      byId.set(eventIdOf(event), [...(byId.get(eventIdOf(event)) ?? []), event]);
    }
    return events.flatMap((event) => {
      const copies = byId.get(eventIdOf(event)) ?? [];
      if (copies.length > 0 && copies.every((copy) => isDeepStrictEqual(copy, event))) return [];
      const fault = copies.length === 0 ? "was never" : "differs where it was";
      const message = `${event.action} ${eventIdOf(event)} ${fault} ${way}`;
      return [{ invariant: "I12", message, exchanges: [] }];
    });
  });
}
