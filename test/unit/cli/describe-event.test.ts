import { describe, expect, it } from "@jest/globals";
import { auditEvent } from "../../../cli/api/objects.ts";
import { describeEvent } from "../../../cli/output/describe-event.ts";
import { showAllEvents, showEvents } from "../../../cli/output/show-events.ts";
import { auditActions } from "../../../core/event/audit-event.ts";
import { examples } from "../../support/contract-document.ts";

type Pair = readonly [before: unknown, after: unknown];

function event(
  action: string,
  changes: Readonly<Record<string, Pair>> = {},
  other: Readonly<Record<string, unknown>> = {},
) {
  const entries = Object.entries(changes).map(([field, [before, after]]) => [
    field,
    { before, after },
  ]);
  const isOfAccount = action.startsWith("account.");
  return auditEvent.parse({
    ...examples.event,
    action,
    key_id: isOfAccount ? null : "3kTMd92x",
    changes: Object.fromEntries(entries),
    ...other,
  });
}

const operator = { actor: { type: "operator", subject: null } };
const nobody = { actor: null };
const at = "2026-11-24T08:00:00Z";
const user = { type: "user", subject: "auth0|42" };

describe("an event is one sentence:", () => {
  it.each([
    [
      event("account.created", { plan: [null, "agency"], is_suspended: [false, false] }, operator),
      "operator created the account: plan agency",
    ],
    [
      event("account.updated", { plan: ["pro", "agency"], max_active_keys: [25, 30] }, operator),
      "operator changed the account: plan: pro → agency, max active keys: 25 → 30",
    ],
    [
      event("account.updated", { is_suspended: [false, true] }),
      "user auth0|42 suspended the account",
    ],
    [
      event("account.updated", { is_suspended: [true, false] }),
      "user auth0|42 lifted the suspension of the account",
    ],
    [
      event("key.created", {
        name: [null, "Server"],
        rate_limit_per_minute: [null, 60],
        is_active: [null, true],
      }),
      "user auth0|42 created key 3kTMd92x: name Server, rate limit per minute 60",
    ],
    [
      event("key.imported", { name: [null, "Old"] }),
      "user auth0|42 imported key 3kTMd92x: name Old",
    ],
    [
      event("key.updated", { is_active: [true, false], paused_by: [null, user] }),
      "user auth0|42 paused key 3kTMd92x",
    ],
    [
      event("key.updated", { is_active: [false, true], paused_by: [user, null], name: ["a", "b"] }),
      "user auth0|42 resumed key 3kTMd92x: name: a → b",
    ],
    [
      event("key.updated", { paused_by: [user, { type: "operator", subject: null }] }, operator),
      'operator changed key 3kTMd92x: paused by: {"type":"user","subject":"auth0|42"} → {"type":"operator","subject":null}',
    ],
    [
      event("key.rotated", { previous_secret_expires_at: [null, at] }),
      `user auth0|42 rotated key 3kTMd92x; the old secret works until ${at}`,
    ],
    [event("key.rotated"), "user auth0|42 rotated key 3kTMd92x; the old secret has ended"],
    [
      event("key.revoked", { is_active: [true, false], revoked_at: [null, at] }),
      "user auth0|42 revoked key 3kTMd92x",
    ],
    [
      event("key.leaked", { is_active: [true, false], revoked_at: [null, at] }, nobody),
      "somebody reported key 3kTMd92x as leaked: it is revoked",
    ],
    [
      event("key.leaked", { is_active: [true, false], paused_by: [null, user] }, nobody),
      "somebody reported key 3kTMd92x as leaked: it is paused",
    ],
    [
      event("key.leaked", { previous_secret_expires_at: [at, null] }, nobody),
      "somebody reported key 3kTMd92x as leaked: its old secret has ended",
    ],
    [
      event("key.expiring", {}, { ...nobody, source_ip: null, request_id: null, expires_at: at }),
      `key 3kTMd92x expires at ${at}`,
    ],
    [
      event("key.frozen", { depth: [1, 2] }, operator),
      "operator: key.frozen of key 3kTMd92x: depth: 1 → 2",
    ],
  ])("%#", (told, sentence) => {
    expect(describeEvent(told)).toBe(sentence);
  });

  it("every action has words of its own", () => {
    for (const action of auditActions) expect(describeEvent(event(action))).not.toContain(action);
  });
});

it("events are listed with time and address, and go on below", () => {
  const rotated = event("key.rotated", { previous_secret_expires_at: [null, at] });
  const expiring = event("key.expiring", {}, { ...nobody, source_ip: null, expires_at: at });
  expect(showEvents({ data: [rotated, expiring], next_cursor: null }, 80)).toBe(
    [
      "2026-11-23 08:00Z  user auth0|42 rotated key 3kTMd92x; the old secret works",
      `                   until ${at} (from 203.0.113.7)`,
      `2026-11-23 08:00Z  key 3kTMd92x expires at ${at}`,
    ].join("\n"),
  );
});

it("events of all accounts name theirs", () => {
  const events = [event("key.revoked"), event("account.updated", { plan: ["pro", "free"] })];
  expect(showAllEvents({ data: events, next_cursor: null }).split("\n")).toEqual([
    "2026-11-23 08:00Z  user auth0|42 revoked key 3kTMd92x of acct_1 (from 203.0.113.7)",
    "2026-11-23 08:00Z  user auth0|42 changed account acct_1: plan: pro → free (from 203.0.113.7)",
  ]);
});
