import type { AuditEvent } from "../api/objects.ts";
import { showValue } from "./table.ts";

/** `plan: agency → pro, name: – → Example Ltd` */
export function showChanges(changes: AuditEvent["changes"]): string {
  return Object.entries(changes)
    .map(([field, { before, after }]) => `${field}: ${showValue(before)} → ${showValue(after)}`)
    .join(", ");
}
