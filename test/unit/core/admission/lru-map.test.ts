import { describe, expect, it } from "@jest/globals";
import { LruMap } from "../../../../core/admission/lru-map.ts";

describe("a map of bounded size", () => {
  it("stays within its capacity however much is put in, and keeps the latest", () => {
    const map = new LruMap<number>(3);
    for (let key = 0; key < 1_000; key++) map.set(`key${key}`, key);
    const kept = Array.from({ length: 1_000 }, (_, key) => map.get(`key${key}`));
    expect(kept.filter((value) => value !== undefined)).toEqual([997, 998, 999]);
  });

  it("drops nothing when an entry that it has is replaced", () => {
    const map = new LruMap<number>(2);
    map.set("a", 1);
    for (let again = 0; again < 5; again++) map.set("b", again);
    expect([map.get("a"), map.get("b")]).toEqual([1, 4]);
  });

  it("drops what was used longest ago; reading and writing both count as use", () => {
    const map = new LruMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
    map.set("a", 4);
    map.set("d", 5);
    expect([map.get("a"), map.get("c"), map.get("d")]).toEqual([4, undefined, 5]);
  });

  it("forgets on demand, and only what it was told to", () => {
    const map = new LruMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.delete("a");
    map.delete("c");
    expect([map.get("a"), map.get("b")]).toEqual([undefined, 2]);
  });

  it("says whether it is empty", () => {
    const map = new LruMap<number>(1);
    expect(map.isEmpty).toBe(true);
    map.set("a", 1);
    expect(map.isEmpty).toBe(false);
    map.delete("a");
    expect(map.isEmpty).toBe(true);
  });
});

it("a key that a map does not have takes no room by being asked for", () => {
  const map = new LruMap<number>(1);
  map.set("a", 1);
  expect(map.get("b")).toBeUndefined();
  map.delete("a");
  expect(map.isEmpty).toBe(true);
});
