import { describe, expect, it } from "@jest/globals";
import {
  type AuditEvent,
  auditActions,
  expiringAction,
  sequenceOf,
} from "../../../../core/event/audit-event.ts";
import { newEventItem, parseEventItem } from "../../../../core/store/event-item.ts";

const origin = {
  actor: { type: "user", subject: "user-1" },
  sourceIp: "192.0.2.1",
  userAgent: "curl/8",
  requestId: "request-1",
} as const;

const event: AuditEvent = {
  id: "01K3ZK0000000000000000000A",
  atEpochMs: 1_800_000_000_999,
  action: "key.updated",
  accountId: "acct_1",
  keyId: "3kTMd92x",
  changes: {
    name: { before: "Old", after: "New" },
    expires_at: { before: null, after: "2030-01-01T00:00:00Z" },
    is_active: { before: true, after: false },
    rate_limit_per_minute: { before: 60, after: 0 },
  },
  origin,
};

describe("an event's item", () => {
  it("comes back as it was", () => {
    expect(parseEventItem(newEventItem(event))).toEqual(event);
    for (const action of auditActions.filter((one) => one !== expiringAction)) {
      expect(parseEventItem(newEventItem({ ...event, action })).action).toBe(action);
    }
  });

  it("leaves out what is not known", () => {
    const sparseOrigin = {
      ...origin,
      actor: { type: "operator", subject: undefined },
      userAgent: undefined,
    } as const;
    const sparse = { ...event, keyId: undefined, changes: {}, origin: sparseOrigin };
    const item = newEventItem(sparse);
    expect(Object.values(item)).not.toContain(undefined);
    for (const attribute of ["key_id", "subject", "user_agent"]) {
      expect(item).not.toHaveProperty(attribute);
    }
    expect(parseEventItem(item)).toEqual(sparse);
  });

  it("of a change that was made past the API says nothing of a request", () => {
    const nowhere = { sourceIp: undefined, userAgent: undefined, requestId: undefined };
    const past = { ...event, origin: { ...origin, ...nowhere } };
    const item = newEventItem(past);
    for (const attribute of ["source_ip", "user_agent", "request_id"]) {
      expect(item).not.toHaveProperty(attribute);
    }
    expect(parseEventItem(item)).toEqual(past);
  });

  it("of a request by nobody known has no actor", () => {
    const leaked = { ...event, action: "key.leaked", origin: { ...origin, actor: undefined } };
    expect(newEventItem(leaked)).not.toHaveProperty("actor");
    expect(parseEventItem(newEventItem(leaked))).toEqual(leaked);
    expect(sequenceOf(leaked)).toBe(event.atEpochMs);
  });

  it("of a notice has no origin and no sequence, and is not found by its key's expiry", () => {
    const notice = {
      ...event,
      action: expiringAction,
      origin: undefined,
      expiresAt: 1_800_600_000,
    };
    const item = newEventItem(notice);
    for (const attribute of ["actor", "source_ip", "request_id", "expires_at"]) {
      expect(item).not.toHaveProperty(attribute);
    }
    expect(parseEventItem(item)).toEqual(notice);
    expect(sequenceOf(notice)).toBeUndefined();
  });

  it("is kept for 400 days", () => {
    expect(newEventItem(event).ttl).toBe(1_800_000_000 + 400 * 86_400);
  });

  it("lies in its account's list, in the order of its id", () => {
    expect(newEventItem(event)).toMatchObject({
      pk: "ACCOUNT#acct_1",
      sk: "EVENT#01K3ZK0000000000000000000A",
    });
  });

  it("is corrupt with anything else, which is named and not quoted", () => {
    const secret = "not to be shown";
    const required = "event_id action account_id changes actor source_ip request_id at_ms";
    for (const attribute of required.split(" ")) {
      const item = { ...newEventItem(event), [attribute]: attribute === "changes" ? secret : null };
      const parse = () => parseEventItem(item);
      expect(parse).toThrow(`event item: ${attribute} missing or malformed`);
      expect(parse).not.toThrow(secret);
    }
  });
});
