import type { AuditEvent } from "../event/audit-event.ts";
import { newEventItem } from "./event-item.ts";
import type { Actions } from "./transaction.ts";

/** Puts an event beside the change that it tells of: both are written, or neither is. */
export function recordEventAction(
  tableName: string,
  event: AuditEvent,
  retentionDays?: number,
): Actions[number] {
  return {
    Put: {
      TableName: tableName,
      Item: newEventItem(event, retentionDays),
      // A trail is only ever added to.
      ConditionExpression: "attribute_not_exists(pk)",
    },
  };
}
