import { describe, expect, it } from "@jest/globals";
import { defaultSettings } from "../../../core/config/default-settings.ts";
import { auditActions } from "../../../core/event/audit-event.ts";
import { describeEvent } from "../../../web/page/activity/describe-event.ts";
import { type AuditEvent, parseEvent } from "../../../web/page/api/event.ts";
import { dateAndTimeOf } from "../../../web/page/format/times.ts";
import { examples } from "../../support/contract-document.ts";

const { scopes } = defaultSettings;
const operator = { type: "operator", subject: null };
const user = { type: "user", subject: "user-1" };

/** Each field's value before and after. */
type Changes = Record<string, [unknown, unknown]>;

function event(action: string, changes: Changes): AuditEvent {
  const pairs = Object.entries(changes).map(([field, [before, after]]) => [
    field,
    { before, after },
  ]);
  const key_id = action.startsWith("key.") ? "3kTMd92x" : null;
  return parseEvent({ ...examples.event, action, key_id, changes: Object.fromEntries(pairs) });
}

function told(action: string, changes: Changes): string {
  const { before, subject, after } = describeEvent(
    event(action, changes),
    () => "Known name",
    scopes,
  );
  return `${before}${subject ?? ""} ${after}`.replaceAll("  ", " ");
}

describe("an event in words", () => {
  it.each<[string, string, Changes]>([
    ["Key Server created", "key.created", { name: [null, "Server"] }],
    ["Key Server imported", "key.imported", { name: [null, "Server"] }],
    [
      "Key Known name has only its current secret now",
      "key.updated",
      { previous_secret_expires_at: ["2026-11-22T12:00:00Z", null] },
    ],
    ["Key Known name rotated", "key.rotated", { previous_secret_expires_at: [null, null] }],
    ["Key Known name revoked", "key.revoked", { revoked_at: [null, "2026-11-22T12:00:00Z"] }],
    [
      "Key Known name reported as leaked, and revoked",
      "key.leaked",
      { is_active: [true, false], revoked_at: [null, "2026-11-22T12:00:00Z"] },
    ],
    [
      "Key Known name reported as leaked, and paused",
      "key.leaked",
      { is_active: [true, false], paused_by: [null, operator] },
    ],
    [
      "Key Known name reported as leaked, and kept paused",
      "key.leaked",
      { paused_by: [user, operator] },
    ],
    [
      "Key Known name had its old secret reported as leaked, which has ended",
      "key.leaked",
      { previous_secret_expires_at: ["2026-11-22T12:00:00Z", null] },
    ],
    ["Key Known name expires soon", "key.expiring", {}],
    ["Key Known name paused", "key.updated", { is_active: [true, false] }],
    ["Key Known name resumed", "key.updated", { is_active: [false, true] }],
    [
      "Key Known name paused",
      "key.updated",
      { is_active: [true, false], paused_by: [null, operator] },
    ],
    [
      "Key Known name resumed",
      "key.updated",
      { is_active: [false, true], paused_by: [operator, null] },
    ],
    ["Key Known name kept paused by an operator", "key.updated", { paused_by: [user, operator] }],
    ["Key New renamed", "key.updated", { name: ["Old", "New"] }],
    ["Key Known name updated", "key.updated", { rate_limit_per_minute: [60, 30] }],
    ["Key New updated", "key.updated", { name: ["Old", "New"], is_active: [true, false] }],
    ["Account created", "account.created", { plan: [null, "free"] }],
    ["Account suspended", "account.updated", { is_suspended: [false, true] }],
    ["Account suspension lifted", "account.updated", { is_suspended: [true, false] }],
    ["Account updated", "account.updated", { plan: ["free", "pro"], is_suspended: [false, true] }],
    ["Account updated", "account.updated", { plan: ["free", "agency"] }],
    ["Key Known name key.exported", "key.exported", {}],
  ])("says %s", (words, action, changes) => {
    expect(told(action, changes)).toBe(words);
  });

  it("names a key by what is known of it", () => {
    const { subject } = describeEvent(event("key.revoked", {}), () => "sk_live_3kTMd92x", scopes);
    expect(subject).toBe("sk_live_3kTMd92x");
  });

  it("lists what changed, in one order, and from what", () => {
    const { details } = describeEvent(
      event("key.updated", {
        is_active: [true, false],
        expires_at: ["2026-12-01T00:00:00Z", null],
        rate_limit_per_minute: [60, 30],
        name: ["Old", "New"],
      }),
      () => "sk_live_3kTMd92x",
      scopes,
    );
    expect(details.map(({ label }) => label)).toEqual([
      "Name",
      "Requests per minute",
      "Expires",
      "Status",
    ]);
    expect(details[0]).toEqual({ label: "Name", before: "Old", after: "New" });
    expect(details[1]).toEqual({ label: "Requests per minute", before: "60", after: "30" });
    expect(details[2]?.after).toBe("never");
    expect(details[3]).toEqual({ label: "Status", before: "active", after: "paused" });
  });

  it("tells restrictions in words, and a pause only by its verb", () => {
    const { details } = describeEvent(
      event("key.updated", {
        name: ["Old", "New"],
        scopes: [null, ["models:read", "former:read"]],
        allowed_ips: [["203.0.113.0/24", "2001:db8::1"], null],
        quotas: [null, { month: 20_000, day: 1_000 }],
        is_active: [true, false],
        paused_by: [null, operator],
      }),
      () => "",
      scopes,
    );
    expect(details.slice(1)).toEqual([
      { label: "Scopes", before: "full access", after: "List models, former:read" },
      {
        label: "Allowed IP addresses",
        before: "203.0.113.0/24, 2001:db8::1",
        after: "anywhere",
      },
      { label: "Quotas", before: "none", after: "1,000 per day, 20,000 per month" },
      { label: "Status", before: "active", after: "paused" },
    ]);
  });

  it("tells an empty list of scopes from full access", () => {
    const changed = event("key.updated", { scopes: [[], null] });
    expect(describeEvent(changed, () => "", scopes).details).toEqual([
      { label: "Scopes", before: "None", after: "full access" },
    ]);
  });

  it("lists of a new key what it has, not what it lacks", () => {
    const { details } = describeEvent(
      event("key.created", {
        name: [null, "Server"],
        environment: [null, "staging"],
        is_active: [null, true],
        rate_limit_per_minute: [null, 60],
      }),
      () => "sk_live_3kTMd92x",
      scopes,
    );
    expect(details).toEqual([
      { label: "Environment", before: undefined, after: "Staging" },
      { label: "Requests per minute", before: undefined, after: "60" },
    ]);
  });

  it("tells when a key expires", () => {
    const notice = parseEvent({
      ...examples.event,
      action: "key.expiring",
      changes: {},
      expires_at: "2026-12-01T00:00:00Z",
    });
    const { details } = describeEvent(notice, () => "", scopes);
    expect(details).toEqual([
      { label: "Expires", before: undefined, after: dateAndTimeOf(notice.expiresAt ?? 0) },
    ]);
    expect(details[0]?.after).toMatch(/ 2026, /);
  });

  it("has words for every action that there is", () => {
    for (const action of auditActions) expect(told(action, {})).not.toContain(action);
  });
});
