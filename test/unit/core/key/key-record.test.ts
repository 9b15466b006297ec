import { describe, expect, it } from "@jest/globals";
import { emptyWindow } from "../../../../core/admission/rolling-window.ts";
import {
  CorruptItemError,
  isLive,
  lastUsedAt,
  NewerFormatError,
  type PlainItem,
  parseKeyRecord,
  parseUsage,
  usageAttributes,
} from "../../../../core/key/key-record.ts";
import { usedAttributes } from "../../../../core/key/quotas.ts";
import { hotItem } from "../../../../core/store/key-item.ts";
import { hotOf, newKey, newKeyring } from "../../../support/keys.ts";

const { record } = newKey(newKeyring());
const previous = {
  digest: newKey(newKeyring()).record.digest,
  validUntil: 1_800_000_000,
  lastUsedAt: 1_790_000_000,
};
const ended = { expiresAt: 1_900_000_000, revokedAt: 1_850_000_000 };
const limited = {
  isSuspended: true,
  policyVersion: 3,
  quotaUse: { day: 5, month: 60, total: 700 },
};
const item = hotItem({ ...record, ...ended, ...limited, previous });
const canary = "canary-5f1d";

const text = [undefined, null, "", 1, true, [canary], { [canary]: 1 }];
const count = [undefined, null, canary, "1", -1, 1.5, Number.NaN, Infinity, 2 ** 53, 1n, true, []];
const counts = (length: number) => [
  undefined,
  canary,
  {},
  [],
  new Array(length - 1).fill(0),
  new Array(length + 1).fill(0),
  new Array(length).fill(canary),
  [...new Array(length - 1).fill(0), -1],
  [...new Array(length - 1).fill(0), undefined],
];
const bytes = [new Uint8Array(31), new Uint8Array(33), new Array(32).fill(0)];
const digest = [...text, canary, ...bytes];
const malformed: Readonly<Record<string, readonly unknown[]>> = {
  format: count,
  key_id: [...text, canary, "3kTMd92", "3kTMd92_"],
  account_id: text,
  plan: text,
  pepper: text,
  digest,
  od: digest.slice(1),
  op: text,
  ou: count,
  oa: count.slice(1),
  rate_limit: count,
  is_active: [undefined, null, "true", canary, 0, 1],
  suspended: [null, "true", canary, 0, 1],
  policy_version: count.slice(1),
  [usedAttributes.day]: count.slice(1),
  [usedAttributes.month]: count.slice(1),
  [usedAttributes.total]: count.slice(1),
  expires_at: count.slice(1),
  revoked_at: count.slice(1),
  created_at_ms: count,
  version: count,
  total_requests: count,
  d: counts(30),
  t: count,
  n: count,
  w: counts(60),
};

describe("parseKeyRecord", () => {
  it("reads a whole item", () => {
    expect(parseKeyRecord(hotItem(record))).toEqual(hotOf(record));
    expect(parseKeyRecord(item)).toEqual({ ...hotOf(record), ...ended, ...limited, previous });
  });

  it("knows a key without expiry and revocation from one with both", () => {
    const { expiresAt, revokedAt } = parseKeyRecord(item);
    expect([expiresAt, revokedAt]).toEqual([1_900_000_000, 1_850_000_000]);
    expect(parseKeyRecord(hotItem(record))).toMatchObject({
      expiresAt: undefined,
      revokedAt: undefined,
    });
  });

  it.each(Object.entries(malformed))(
    "refuses an item whose %s is missing or malformed; names it, never its value",
    (attribute, values) => {
      for (const value of values) {
        const error = corruptionOf({ ...item, [attribute]: value });
        expect(error.message).toBe(`key item: ${attribute} is missing or malformed`);
        expect(String(error.stack)).not.toContain(canary);
      }
    },
  );

  it("refuses an item that a newer version wrote, as such", () => {
    const refusal = new NewerFormatError("key item: format 2 is newer than 1");
    expect(() => parseKeyRecord({ ...item, format: 2 })).toThrow(refusal);
    expect(() => parseKeyRecord({ ...item, format: 2 })).toThrow(NewerFormatError);
  });

  it("checks every attribute that it stores, its primary key apart", () => {
    const stored = Object.keys(item).filter((name) => name !== "pk" && name !== "sk");
    expect(Object.keys(malformed).sort()).toEqual(stored.sort());
  });
});

describe("parseUsage", () => {
  it("needs its own attributes alone", () => {
    const { d, t } = item;
    expect(usageAttributes).toEqual(["d", "t"]);
    expect(parseUsage({ d, t })).toEqual({
      dailyRequests: record.dailyRequests,
      window: { second: record.window.second },
    });
    expect(() => parseUsage({ d })).toThrow("key item: t is missing or malformed");
    expect(() => parseUsage({ t })).toThrow("key item: d is missing or malformed");
  });
});

describe("isLive", () => {
  it("ends with the very second of the expiry", () => {
    const expiring = { ...record, expiresAt: 1_800_000_000 };
    expect(isLive(expiring, 1_799_999_999)).toBe(true);
    expect(isLive(expiring, 1_800_000_000)).toBe(false);
  });

  it("needs a key that is neither paused nor revoked", () => {
    expect(isLive(record, 0)).toBe(true);
    expect(isLive({ ...record, isActive: false }, 0)).toBe(false);
    expect(isLive({ ...record, revokedAt: 1 }, 0)).toBe(false);
  });
});

describe("lastUsedAt", () => {
  it("is the window's latest second, and nothing before the first use", () => {
    expect(lastUsedAt({ ...record, window: { ...emptyWindow, second: 17 } })).toBe(17);
    expect(lastUsedAt({ ...record, window: emptyWindow })).toBeUndefined();
  });
});

function corruptionOf(corrupt: PlainItem): CorruptItemError {
  try {
    parseKeyRecord(corrupt);
  } catch (error) {
    if (error instanceof CorruptItemError) return error;
  }
  throw new Error(`was accepted: ${Object.keys(corrupt).join(", ")}`);
}
