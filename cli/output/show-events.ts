import { auditEvent, list } from "../api/objects.ts";
import { describeEvent } from "./describe-event.ts";
import { shortTime } from "./table.ts";
import { wrap } from "./wrap.ts";

/** The indent of sentences, past a time such as `2026-11-23 08:00Z`. */
const indent = " ".repeat(19);

/** One sentence for each event; one that is wider than the terminal goes on below. */
export function showEvents(result: unknown, columns = Number.POSITIVE_INFINITY): string {
  return show(result, columns, false);
}

/** The same, with the account of each event. */
export function showAllEvents(result: unknown, columns = Number.POSITIVE_INFINITY): string {
  return show(result, columns, true);
}

function show(result: unknown, columns: number, namesAccount: boolean): string {
  const events = list.parse(result).data.map((one) => auditEvent.parse(one));
  if (events.length === 0) return "No events";
  return events
    .map((event) => {
      const from = event.source_ip === null ? "" : ` (from ${event.source_ip})`;
      const lines = wrap(describeEvent(event, namesAccount) + from, columns - indent.length);
      return shortTime(event.created_at).padEnd(indent.length) + lines.join(`\n${indent}`);
    })
    .join("\n");
}
