import { describe, expect, it } from "@jest/globals";
import { defaultRetentionDays, newEventItem } from "../../core/store/event-item.ts";
import { parseAuditRetentionDays } from "../../lib/audit-retention.ts";

const given = (value: unknown) => parseAuditRetentionDays(() => value);

describe("-c auditRetentionDays", () => {
  it("may be any number of days up to ten years", () => {
    expect(given(undefined)).toBeUndefined();
    expect(given("1")).toBe(1);
    expect(given("3650")).toBe(3650);
  });

  it.each(["0", "-1", "1.5", "3651", "99999", "1e3", "forever"])("may not be %s", (days) => {
    expect(() => given(days)).toThrow("-c auditRetentionDays=… must be a whole number of days");
  });

  it("decides when an event runs out", () => {
    const event = {
      id: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
      atEpochMs: 1_800_000_000_000,
      action: "key.revoked",
      accountId: "acct_1",
      keyId: undefined,
      changes: {},
      origin: {
        actor: { type: "operator", subject: undefined },
        sourceIp: "192.0.2.1",
        userAgent: undefined,
        requestId: "request-1",
      },
    } as const;
    expect(newEventItem(event, 30).ttl).toBe(1_800_000_000 + 30 * 86_400);
    expect(newEventItem(event).ttl).toBe(1_800_000_000 + defaultRetentionDays * 86_400);
  });
});
