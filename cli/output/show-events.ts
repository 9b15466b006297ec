import { type Actor, type AuditEvent, auditEvent, list } from "../api/objects.ts";
import { showValue, table } from "./table.ts";

export function showEvents(result: unknown): string {
  const events = list.parse(result).data.map((one) => auditEvent.parse(one));
  if (events.length === 0) return "No events";
  return table(
    ["time", "action", "by", "from", "key", "changes"],
    events.map((event) => [
      event.created_at,
      event.action,
      event.actor ? actorText(event.actor) : "–",
      event.source_ip ?? "–",
      event.key_id ?? "–",
      showChanges(event.changes),
    ]),
  );
}

/** `operator`, or `user auth0|42` */
export function actorText({ type, subject }: Actor): string {
  return subject === null ? type : `${type} ${subject}`;
}

/** `plan: agency → pro, name: – → Example Ltd` */
export function showChanges(changes: AuditEvent["changes"]): string {
  return Object.entries(changes)
    .map(([field, { before, after }]) => `${field}: ${showValue(before)} → ${showValue(after)}`)
    .join(", ");
}
