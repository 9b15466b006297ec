import { describe, expect, it } from "@jest/globals";
import {
  filterKeys,
  isFiltering,
  type KeyFilter,
  noFilter,
} from "../../../web/page/keys/key-filter.ts";
import { aKey, noon } from "./support/a-key.ts";

const keys = [
  aKey({ id: "active00", name: "Straße 7", prefix: "sk_live_active00" }),
  aKey({ id: "paused00", name: "Paused", prefix: "sk_live_paused00", isActive: false }),
  aKey({ id: "expired0", name: "Expired", prefix: "sk_live_expired0", expiresAt: noon - 1 }),
  aKey({ id: "revoked0", name: "Revoked", prefix: "sk_live_revoked0", revokedAt: noon }),
  aKey({ id: "expiring", name: "Expiring", prefix: "sk_live_expiring", expiresAt: noon + 9 }),
  aKey({
    id: "rotated0",
    name: "Rotated",
    prefix: "sk_live_rotated0",
    environment: "staging",
    previousSecret: { expiresAt: noon + 9, lastUsedAt: undefined },
  }),
];

function found(filter: Partial<KeyFilter>): string[] {
  return filterKeys(keys, { ...noFilter, ...filter }, noon).map(({ id }) => id);
}

describe("the filter of keys", () => {
  it("lets all keys but revoked ones through where nothing is chosen, and those too if asked", () => {
    expect(found({})).toEqual(keys.map(({ id }) => id).filter((id) => id !== "revoked0"));
    expect(found({ status: "all" })).toHaveLength(keys.length);
    expect(isFiltering(noFilter)).toBe(false);
    expect(isFiltering({ ...noFilter, text: "  " })).toBe(false);
  });

  it.each([
    ["active", ["active00", "expiring", "rotated0"]],
    ["paused", ["paused00"]],
    ["expired", ["expired0"]],
    ["revoked", ["revoked0"]],
    ["expiring", ["expiring"]],
    ["two-secrets", ["rotated0"]],
  ] as const)("finds those with status %s", (status, ids) => {
    expect(found({ status })).toEqual(ids);
    expect(isFiltering({ ...noFilter, status })).toBe(true);
  });

  it("finds those of an environment", () => {
    expect(found({ environment: "staging" })).toEqual(["rotated0"]);
  });

  it.each([
    ["a part of a name, in any case", "STRASSE", []],
    ["a part of a name, in any case", "straße", ["active00"]],
    ["a prefix", "sk_live_pau", ["paused00"]],
    ["an id", "rotated0", ["rotated0"]],
    ["a whole key", " sk_live_rotated0_the-rest-of-it ", ["rotated0"]],
    ["no key by the beginning of another", "sk_live_rotated01", []],
    ["full-width letters", "ｐａｕｓｅｄ", ["paused00"]],
    ["what is nowhere", "<b>", []],
  ])("finds %s", (_what, text, ids) => {
    expect(found({ text })).toEqual(ids);
  });

  it("finds what fits all that is chosen", () => {
    expect(found({ status: "active", environment: "staging", text: "rot" })).toEqual(["rotated0"]);
    expect(found({ status: "paused", environment: "staging" })).toEqual([]);
  });
});
