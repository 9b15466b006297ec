import { describe, expect, it } from "@jest/globals";
import {
  accountItemKey,
  eventItemKey,
  eventItemPrefix,
  idempotencyItemKey,
  keyIdOfPointer,
  keyItemKey,
  keyPointerKey,
  listedEventKey,
  listOfDay,
  listOfEvents,
  listOfKeys,
  listOfRefusals,
  listOfRevokedKeys,
  refusalItemKey,
  refusalPlaceOf,
  revokedKeyKey,
} from "../../../../core/store/item-keys.ts";

describe("where items are", () => {
  it("is as the table design says", () => {
    expect(keyItemKey("3kTMd92x")).toEqual({ pk: "KEY#3kTMd92x", sk: "KEY" });
    expect(accountItemKey("acct_1")).toEqual({ pk: "ACCOUNT#acct_1", sk: "ACCOUNT" });
    expect(keyPointerKey("acct_1", 1_800_000_000_123, "3kTMd92x")).toEqual({
      pk: "ACCOUNT#acct_1",
      sk: "KEY#1800000000123#3kTMd92x",
    });
    expect(revokedKeyKey("acct_1", 999_999_999, "3kTMd92x")).toEqual({
      pk: "ACCOUNT#acct_1",
      sk: "REVOKED#0999999999#3kTMd92x",
    });
  });

  it("keeps pointers in the order of creation, early times included", () => {
    const times = [1, 999_999_999, 1_000_000_000, 1_800_000_000, 4_000_000_000];
    const places = times.map((time) => keyPointerKey("a", time, "00000000").sk);
    expect([...places].sort()).toEqual(places);
  });

  it("keeps the lists of an account apart from each other and from the account", () => {
    const keys = listOfKeys("a");
    const revoked = listOfRevokedKeys("a");
    const events = listOfEvents("a");
    expect(keys.pk).toBe(keyPointerKey("a", 1_800_000_000_123, "00000000").pk);
    const sortKeys = [
      keyPointerKey("a", 1_800_000_000_123, "00000000").sk,
      revokedKeyKey("a", 1_800_000_000, "00000000").sk,
      eventItemKey("a", "01J").sk,
      accountItemKey("a").sk,
      idempotencyItemKey("a", "KEY#EVENT#").sk,
    ];
    expect(sortKeys.map((sk) => sk.startsWith(keys.prefix))).toEqual([
      true,
      ...Array(4).fill(false),
    ]);
    expect(sortKeys.map((sk) => sk.startsWith(revoked.prefix))).toEqual([
      false,
      true,
      ...Array(3).fill(false),
    ]);
    expect(sortKeys.map((sk) => sk.startsWith(events.prefix))).toEqual([
      ...[false, false, true],
      ...[false, false],
    ]);
  });

  it("keeps the list of all accounts' events out of what the stream's filter lets through", () => {
    const { pk, sk } = listedEventKey("2026-11-28", "01J");
    expect({ pk, sk }).toEqual({ pk: "EVENTS#2026-11-28", sk: "LISTED#01J" });
    expect(sk.startsWith(listOfDay("2026-11-28").prefix)).toBe(true);
    expect(sk.startsWith(eventItemPrefix)).toBe(false);
  });

  it("keeps the refusals of a key apart from those of a key whose id begins alike", () => {
    const ofOne = refusalItemKey("a", "3kTMd92x", "2026-11-28");
    const ofOther = refusalItemKey("a", "3kTMd92x9", "2026-11-28");
    const { pk, prefix } = listOfRefusals("a", "3kTMd92x");
    expect([ofOne.pk, ofOther.pk, listOfRefusals("a", undefined).pk]).toEqual([pk, pk, pk]);
    expect(ofOne.sk.startsWith(prefix)).toBe(true);
    expect(ofOther.sk.startsWith(prefix)).toBe(false);
    const all = listOfRefusals("a", undefined).prefix;
    expect([ofOne, ofOther].every(({ sk }) => sk.startsWith(all))).toBe(true);
    expect(refusalPlaceOf(ofOne.sk)).toEqual({ keyId: "3kTMd92x", date: "2026-11-28" });
  });

  it("gives a pointer's key id back", () => {
    expect(keyIdOfPointer(keyPointerKey("a", 1_800_000_000_123, "3kTMd92x").sk)).toBe("3kTMd92x");
  });
});
