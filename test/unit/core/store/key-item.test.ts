import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseKeyRecord } from "../../../../core/key/key-record.ts";
import { noRules, parsePolicyItem, rulesAt } from "../../../../core/key/key-rules.ts";
import { environments, type ManagedKey } from "../../../../core/key/managed-key.ts";
import { plainItem } from "../../../../core/store/attribute-value.ts";
import { coldItem, hotItem, parseKeyItems, policyItem } from "../../../../core/store/key-item.ts";
import { plans } from "../../../support/contract-config.ts";
import { itemSizeBytes } from "../../../support/item-size.ts";
import { hotOf, newKey, newKeyring } from "../../../support/keys.ts";
import { hotItemOnTheWire, itemOnTheWire } from "../../../support/wire-item.ts";

const keyring = newKeyring();
const time = fc.integer({ min: 0, max: 4_000_000_000 });

const actor = fc.record({
  type: fc.constantFrom("operator", "user"),
  subject: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
});

const records: fc.Arbitrary<ManagedKey> = fc
  .record({
    name: fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 }),
    environment: fc.constantFrom(...environments),
    note: fc.option(fc.string({ minLength: 1, maxLength: 500 }), { nil: undefined }),
    metadata: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/), fc.string()),
    createdBy: actor,
    updatedAt: time,
    plan: fc.constantFrom(...plans),
    rateLimitPerMinute: fc.integer({ min: 1, max: 10_000 }),
    isActive: fc.boolean(),
    expiresAt: fc.option(time, { nil: undefined }),
    revokedAt: fc.option(time, { nil: undefined }),
    version: fc.nat(),
    isSuspended: fc.boolean(),
    pausedBy: fc.option(actor, { nil: undefined }),
    rules: fc.record({
      scopes: fc.option(fc.array(fc.string({ minLength: 1 })), { nil: undefined }),
      allowedIps: fc.option(fc.array(fc.ipV6(), { minLength: 1 }), { nil: undefined }),
      quotas: fc.constantFrom(undefined, { day: 5 }, { day: 1, month: 10 ** 12, total: 3 }),
    }),
    totalRequests: fc.nat(),
    dailyRequests: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
    window: fc.record({
      second: time,
      count: fc.nat(10_000),
      closed: fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 }),
    }),
  })
  .map(({ rules, ...overrides }) => {
    const use = { day: 7, month: 8, total: 9 };
    return newKey(keyring, { ...overrides, ...rulesAt(overrides.version, rules, use) }).record;
  });

describe("a key's items", () => {
  it("are read back as the same key, from the document client and from the wire", () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(parseKeyItems(hotItem(record), coldItem(record))).toEqual(record);
        const read = parseKeyRecord(plainItem(hotItemOnTheWire(record)));
        expect({ ...read, digest: undefined }).toEqual({ ...hotOf(record), digest: undefined });
        expect(Buffer.from(read.digest.bytes).equals(record.digest.bytes)).toBe(true);
      }),
    );
  });

  it("have the rules twice: for people, and for the authorizer with their version", () => {
    fc.assert(
      fc.property(records, (record) => {
        const { scopes, allowedIps, quotas, policyVersion } = record;
        const item = policyItem(record);
        const read = item && parsePolicyItem(plainItem(itemOnTheWire(item)));
        expect(read).toEqual(
          policyVersion === undefined
            ? undefined
            : { version: policyVersion, scopes, allowedIps, quotas },
        );
      }),
    );
    expect(policyItem(newKey(keyring, noRules).record)).toBeUndefined();
  });

  it("are of no key where someone changed it between the reads of the two", () => {
    const { record } = newKey(keyring, { version: 3 });
    const later = { ...record, name: "Renamed", version: 4 };
    expect(parseKeyItems(hotItem(record), coldItem(later))).toBeUndefined();
    expect(parseKeyItems(hotItem(later), coldItem(record))).toBeUndefined();
  });

  it("have what people read in the one that no admission writes", () => {
    const { record } = newKey(keyring, { note: "A note", metadata: { a: "1" } });
    const hot = Object.keys(hotItem(record));
    const cold = Object.keys(coldItem(record));
    expect(hot.filter((name) => cold.includes(name))).toEqual(["pk", "sk", "version"]);
    for (const name of ["name", "note", "metadata", "environment", "created_by", "updated_at"]) {
      expect(cold).toContain(name);
    }
  });

  it("leaves out an expiry and a revocation that there are not", () => {
    const { record } = newKey(keyring);
    expect(Object.keys(hotItem(record))).not.toContain("expires_at");
    expect(Object.keys(hotItem(record))).not.toContain("revoked_at");
  });

  it("does not hold the key", () => {
    const { key, record } = newKey(keyring);
    const stored = JSON.stringify([hotItemOnTheWire(record), coldItem(record)]);
    expect(stored).not.toContain(key.text);
    expect(stored).not.toContain(key.text.slice(17, 49));
  });

  /** Longer than the greatest quota itself, whose zeros take no room. */
  const greatestUse = 10 ** 12 - 1;

  /** Every attribute that a key can have at once, each as wide as it gets; revocation ends an old secret. */
  const widest: Partial<ManagedKey> = {
    accountId: "a".repeat(128),
    plan: "enterprise",
    digest: { pepperVersion: "v999999", bytes: new Uint8Array(32) },
    rateLimitPerMinute: 9_999,
    expiresAt: 253_402_300_799,
    createdAtEpochMs: 1_999_999_999_999,
    version: 999_999_999,
    totalRequests: Number.MAX_SAFE_INTEGER,
    dailyRequests: new Array<number>(30).fill(14_399_999),
    previous: {
      digest: { pepperVersion: "v999999", bytes: new Uint8Array(32) },
      validUntil: 1_999_999_999,
      lastUsedAt: 1_999_999_999,
    },
    window: { second: 1_999_999_999, count: 9_999, closed: new Array<number>(60).fill(9_999) },
    isSuspended: true,
    policyVersion: 999_999_999,
    quotaUse: { day: greatestUse, month: greatestUse, total: greatestUse },
  };

  it("take at most 900 bytes of what every admission writes, whatever people write about a key", () => {
    const { record } = newKey(keyring, {
      ...widest,
      name: "\u{1f511}".repeat(100),
      note: "\u{1f511}".repeat(500),
      metadata: Object.fromEntries(
        Array.from({ length: 20 }, (_, n) => [`n${n}`, "v".repeat(200)]),
      ),
    });
    const optional = [
      "expires_at",
      "od",
      "op",
      "ou",
      "oa",
      "suspended",
      "policy_version",
      "ud",
      "um",
      "ut",
    ];
    expect(Object.keys(hotItem(record))).toEqual(expect.arrayContaining(optional));
    expect(itemSizeBytes(hotItem(record))).toBeLessThanOrEqual(900);
    const withRules = {
      ...record,
      scopes: ["models:read"],
      allowedIps: new Array<string>(20).fill("2001:db8:1111:2222:3333:4444:5555:6666"),
      quotas: { day: 10 ** 12, month: 10 ** 12, total: 10 ** 12 },
    };
    expect(itemSizeBytes(hotItem(withRules))).toBe(
      itemSizeBytes(hotItem({ ...record, name: "n" })),
    );
  });
});
