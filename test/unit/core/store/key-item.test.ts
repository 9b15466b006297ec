import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { environments, type KeyRecord, parseKeyRecord } from "../../../../core/key/key-record.ts";
import { plainItem } from "../../../../core/store/attribute-value.ts";
import { keyItem } from "../../../../core/store/key-item.ts";
import { plans } from "../../../support/contract-config.ts";
import { itemSizeBytes } from "../../../support/item-size.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { keyItemOnTheWire } from "../../../support/wire-item.ts";

const keyring = newKeyring();
const time = fc.integer({ min: 0, max: 4_000_000_000 });

const records: fc.Arbitrary<KeyRecord> = fc
  .record({
    name: fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 }),
    environment: fc.constantFrom(...environments),
    plan: fc.constantFrom(...plans),
    rateLimitPerMinute: fc.integer({ min: 1, max: 10_000 }),
    isActive: fc.boolean(),
    expiresAt: fc.option(time, { nil: undefined }),
    revokedAt: fc.option(time, { nil: undefined }),
    version: fc.nat(),
    totalRequests: fc.nat(),
    dailyRequests: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
    window: fc.record({
      second: time,
      count: fc.nat(10_000),
      closed: fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 }),
    }),
  })
  .map((overrides) => newKey(keyring, overrides).record);

describe("a key's item", () => {
  it("is read back as the same record, from the document client and from the wire", () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(parseKeyRecord(keyItem(record))).toEqual(record);
        const read = parseKeyRecord(plainItem(keyItemOnTheWire(record)));
        expect({ ...read, digest: undefined }).toEqual({ ...record, digest: undefined });
        expect(Buffer.from(read.digest.bytes).equals(record.digest.bytes)).toBe(true);
      }),
    );
  });

  it("leaves out an expiry and a revocation that there are not", () => {
    const { record } = newKey(keyring);
    expect(Object.keys(keyItem(record))).not.toContain("expires_at");
    expect(Object.keys(keyItem(record))).not.toContain("revoked_at");
  });

  it("does not hold the key", () => {
    const { key, record } = newKey(keyring);
    const stored = JSON.stringify(keyItemOnTheWire(record));
    expect(stored).not.toContain(key.text);
    expect(stored).not.toContain(key.text.slice(17, 49));
  });

  const busiest: Partial<KeyRecord> = {
    environment: "development",
    plan: "enterprise",
    rateLimitPerMinute: 9_999,
    expiresAt: 1_999_999_999,
    revokedAt: 1_999_999_999,
    createdAtEpochMs: 1_999_999_999_999,
    updatedAt: 1_999_999_999,
    version: 99_999,
    totalRequests: 999_999_999_999,
    dailyRequests: new Array<number>(30).fill(14_399_999),
    previous: {
      digest: { pepperVersion: "v99", bytes: new Uint8Array(32) },
      validUntil: 1_999_999_999,
      lastUsedAt: 1_999_999_999,
    },
    window: { second: 1_999_999_999, count: 166, closed: new Array<number>(60).fill(166) },
  };

  it.each([
    [97, 100],
    [128, 69],
  ])("stays under 1 KB, one write unit, at its busiest: id of %i, name of %i", (id, name) => {
    const longest = { accountId: "a".repeat(id), name: "n".repeat(name) };
    const { record } = newKey(keyring, { ...busiest, ...longest });
    expect(itemSizeBytes(keyItem(record))).toBeLessThan(1_024);
  });
});
