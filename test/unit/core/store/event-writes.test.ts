import { expect, it } from "@jest/globals";
import type { AuditEvent } from "../../../../core/event/audit-event.ts";
import { newEventItem } from "../../../../core/store/event-item.ts";
import { recordEventAction } from "../../../../core/store/event-writes.ts";

it("puts an event and never replaces one", () => {
  const event: AuditEvent = {
    id: "01K3ZK0000000000000000000A",
    atEpochMs: 1_800_000_000_000,
    action: "account.created",
    accountId: "acct_1",
    keyId: undefined,
    changes: {},
    origin: {
      actor: { type: "operator", subject: undefined },
      sourceIp: "192.0.2.1",
      userAgent: undefined,
      requestId: "request-1",
    },
  };
  expect(recordEventAction("table", event)).toEqual({
    Put: {
      TableName: "table",
      Item: newEventItem(event),
      ConditionExpression: "attribute_not_exists(pk)",
    },
  });
});
