import { describe, expect, it } from "@jest/globals";
import { exampleList } from "../../../contract/openapi/examples.ts";
import { environments as theirEnvironments } from "../../../core/key/managed-key.ts";
import { parseAccount } from "../../../web/page/api/account.ts";
import { parseEvent } from "../../../web/page/api/event.ts";
import { UnexpectedResponse } from "../../../web/page/api/fields.ts";
import { environments, parseKey } from "../../../web/page/api/key.ts";
import { parsePage } from "../../../web/page/api/page.ts";
import { examples } from "../../support/contract-document.ts";

describe("what the page reads of the API's answers", () => {
  it("is all that it needs of a key, with times as numbers", () => {
    expect(parseKey(examples.key)).toEqual({
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
      ...examples.key,
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
      ...examples.key,
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
    expect(parseKey({ ...examples.key, scopes: [] }).scopes).toEqual([]);
    const quotas = {
      total: { quota: 5, used: 3, remaining: 2, resets_at: null },
      day: { quota: 2, used: 2, remaining: 0, resets_at: "2026-11-23T00:00:00Z" },
    };
    const used = parseKey({ ...examples.usedKey, usage: { ...examples.usedKey.usage, quotas } });
    expect(used.usage?.quotas).toEqual([
      { period: "day", used: 2, resetsAt: Date.parse("2026-11-23T00:00:00Z") / 1000 },
      { period: "total", used: 3, resetsAt: undefined },
    ]);
  });

  it("tells of the second secret, of a revocation and of usage where the answer does", () => {
    expect(parseKey(examples.rotatedKey).previousSecret).toEqual({
      expiresAt: Date.parse("2026-11-24T08:00:00Z") / 1000,
      lastUsedAt: undefined,
    });
    expect(parseKey(examples.revokedKey).revokedAt).toBeDefined();
    const { usage } = parseKey(examples.usedKey);
    expect(usage?.last30Days).toBe(2);
    expect(usage?.days).toHaveLength(30);
  });

  it("never holds the whole key, though the answer has it", () => {
    expect(JSON.stringify(parseKey(examples.rotatedKey))).not.toContain("your_key_here");
  });

  it("is the account, an event, and a page of a list", () => {
    expect(parseAccount(examples.account)).toMatchObject({
      plan: "agency",
      activeKeys: 1,
      isSuspended: false,
    });
    expect(parseEvent(examples.event).changes).toEqual([
      { field: "is_active", before: true, after: false },
      { field: "paused_by", before: null, after: { type: "user", subject: "auth0|42" } },
    ]);
    expect(parseEvent({ ...examples.event, actor: null }).actor).toBeUndefined();
    const page = parsePage(exampleList(examples.key, examples.usedKey), parseKey);
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
    ["a key without a name", { ...examples.key, name: undefined }],
    ["a limit as text", { ...examples.key, rate_limit_per_minute: "60" }],
    ["a time that is none", { ...examples.key, created_at: "yesterday" }],
    ["an environment of another version", { ...examples.key, environment: "moon" }],
    ["a note as a number", { ...examples.key, note: 1 }],
    ["metadata with a number", { ...examples.key, metadata: { seats: 1 } }],
    ["a creator of another kind", { ...examples.key, created_by: { type: "moon", subject: null } }],
    ["a second secret that is none", { ...examples.key, previous_secret: true }],
    ["scopes that are none", { ...examples.key, scopes: "models:read" }],
    ["an address as a number", { ...examples.key, allowed_ips: [1] }],
    ["a quota as text", { ...examples.key, quotas: { day: "1" } }],
    ["a pause without anyone", { ...examples.key, paused_by: {} }],
    ["usage that is none", { ...examples.key, usage: { requests_per_day: {} } }],
  ])("is not taken where it is %s", (_what, value) => {
    expect(() => parseKey(value)).toThrow(UnexpectedResponse);
  });

  it("is not taken where a list or an event is something else", () => {
    expect(() => parsePage({ data: {}, next_cursor: null }, parseKey)).toThrow(UnexpectedResponse);
    expect(() => parseEvent({ ...examples.event, changes: [] })).toThrow(UnexpectedResponse);
    const odd = { name: "x" };
    expect(() => parseEvent({ ...examples.event, changes: odd })).toThrow(UnexpectedResponse);
  });
});
