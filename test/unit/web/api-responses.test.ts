import { describe, expect, it } from "@jest/globals";
import {
  exampleAccount,
  exampleEvent,
  exampleKey,
  exampleList,
  exampleRevokedKey,
  exampleRotatedKey,
  exampleUsedKey,
} from "../../../contract/openapi/examples.ts";
import { environments as theirEnvironments } from "../../../core/key/managed-key.ts";
import { parseAccount } from "../../../web/page/api/account.ts";
import { parseEvent } from "../../../web/page/api/event.ts";
import { UnexpectedResponse } from "../../../web/page/api/fields.ts";
import { environments, parseKey } from "../../../web/page/api/key.ts";
import { parsePage } from "../../../web/page/api/page.ts";

describe("what the page reads of the API's answers", () => {
  it("is all that it needs of a key, with times as numbers", () => {
    expect(parseKey(exampleKey)).toEqual({
      id: "3kTMd92x",
      name: "Production server",
      prefix: "sk_live_3kTMd92x",
      environment: "production",
      note: undefined,
      metadata: [],
      createdBy: { type: "user", subject: "auth0|42" },
      scopes: undefined,
      allowedIps: undefined,
      quotas: undefined,
      pausedBy: undefined,
      rateLimitPerMinute: 60,
      isActive: true,
      expiresAt: undefined,
      createdAt: Date.parse("2026-11-22T19:30:00Z") / 1000,
      updatedAt: Date.parse("2026-11-22T19:30:00Z") / 1000,
      revokedAt: undefined,
      lastUsedAt: undefined,
      previousSecret: undefined,
      usage: undefined,
    });
  });

  it("is the note, the metadata and the operator token that created a key", () => {
    const key = parseKey({
      ...exampleKey,
      note: "Nightly job",
      metadata: { team: "billing", cost_center: "42" },
      created_by: { type: "operator", subject: null },
    });
    expect(key.note).toBe("Nightly job");
    expect(key.metadata).toEqual([
      ["team", "billing"],
      ["cost_center", "42"],
    ]);
    expect(key.createdBy).toEqual({ type: "operator", subject: undefined });
  });

  it("is what the key may not do, what is used of it, and who paused the key", () => {
    const key = parseKey({
      ...exampleKey,
      scopes: ["models:read"],
      allowed_ips: ["203.0.113.0/24"],
      quotas: { total: 5, day: 2 },
      is_active: false,
      paused_by: { type: "operator", subject: null },
    });
    expect(key).toMatchObject({
      scopes: ["models:read"],
      allowedIps: ["203.0.113.0/24"],
      quotas: { day: 2, total: 5 },
      pausedBy: { type: "operator", subject: undefined },
    });
    expect(parseKey({ ...exampleKey, scopes: [] }).scopes).toEqual([]);
    const quotas = {
      total: { quota: 5, used: 3, remaining: 2, resets_at: null },
      day: { quota: 2, used: 2, remaining: 0, resets_at: "2026-11-23T00:00:00Z" },
    };
    const used = parseKey({ ...exampleUsedKey, usage: { ...exampleUsedKey.usage, quotas } });
    expect(used.usage?.quotas).toEqual([
      { period: "day", used: 2, resetsAt: Date.parse("2026-11-23T00:00:00Z") / 1000 },
      { period: "total", used: 3, resetsAt: undefined },
    ]);
  });

  it("tells of the second secret, of a revocation and of usage where the answer does", () => {
    expect(parseKey(exampleRotatedKey).previousSecret).toEqual({
      expiresAt: Date.parse("2026-11-24T08:00:00Z") / 1000,
      lastUsedAt: undefined,
    });
    expect(parseKey(exampleRevokedKey).revokedAt).toBeDefined();
    const { usage } = parseKey(exampleUsedKey);
    expect(usage?.last30Days).toBe(2);
    expect(usage?.days).toHaveLength(30);
  });

  it("never holds the whole key, though the answer has it", () => {
    expect(JSON.stringify(parseKey(exampleRotatedKey))).not.toContain("your_key_here");
  });

  it("is the account, an event, and a page of a list", () => {
    expect(parseAccount(exampleAccount)).toMatchObject({
      plan: "agency",
      activeKeys: 1,
      isSuspended: false,
    });
    expect(parseEvent(exampleEvent).changes).toEqual([
      { field: "is_active", before: true, after: false },
    ]);
    const page = parsePage(exampleList(exampleKey, exampleUsedKey), parseKey);
    expect(page.entries).toHaveLength(2);
    expect(page.cursor).toBeUndefined();
  });

  it("knows the environments that there are", () => {
    expect([...environments].sort()).toEqual([...theirEnvironments].sort());
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["a page of HTML", "<html>"],
    ["a key without a name", { ...exampleKey, name: undefined }],
    ["a limit as text", { ...exampleKey, rate_limit_per_minute: "60" }],
    ["a time that is none", { ...exampleKey, created_at: "yesterday" }],
    ["an environment of another version", { ...exampleKey, environment: "moon" }],
    ["a note as a number", { ...exampleKey, note: 1 }],
    ["metadata with a number", { ...exampleKey, metadata: { seats: 1 } }],
    ["a creator of another kind", { ...exampleKey, created_by: { type: "moon", subject: null } }],
    ["a second secret that is none", { ...exampleKey, previous_secret: true }],
    ["scopes that are none", { ...exampleKey, scopes: "models:read" }],
    ["an address as a number", { ...exampleKey, allowed_ips: [1] }],
    ["a quota as text", { ...exampleKey, quotas: { day: "1" } }],
    ["a pause without anyone", { ...exampleKey, paused_by: {} }],
    ["usage that is none", { ...exampleKey, usage: { requests_per_day: {} } }],
  ])("is not taken where it is %s", (_what, value) => {
    expect(() => parseKey(value)).toThrow(UnexpectedResponse);
  });

  it("is not taken where a list or an event is something else", () => {
    expect(() => parsePage({ data: {}, next_cursor: null }, parseKey)).toThrow(UnexpectedResponse);
    expect(() => parseEvent({ ...exampleEvent, changes: [] })).toThrow(UnexpectedResponse);
    const odd = { name: "x" };
    expect(() => parseEvent({ ...exampleEvent, changes: odd })).toThrow(UnexpectedResponse);
  });
});
