import { describe, expect, it } from "@jest/globals";
import { KeyMemory } from "../../../functions/domain/key-memory.ts";
import { newKey, newKeyring } from "../../support/keys.ts";

const { record } = newKey(newKeyring());
const remembered = { record, fullAtSecond: undefined };

describe("what a container remembers", () => {
  it("stays within its capacity however many keys come by", () => {
    const memory = new KeyMemory(3);
    for (let key = 0; key < 1_000; key++) memory.set(`key${key}`, remembered);
    const kept = Array.from({ length: 1_000 }, (_, key) => key).filter((key) =>
      memory.get(`key${key}`),
    );
    expect(kept).toEqual([997, 998, 999]);
  });

  it("drops nothing when a key that it knows is seen again", () => {
    const memory = new KeyMemory(2);
    memory.set("a", remembered);
    memory.set("b", remembered);
    for (let again = 0; again < 5; again++) memory.set("b", remembered);
    expect(memory.get("a")).toBe(remembered);
  });

  it("keeps the key that was seen again and drops the other", () => {
    const memory = new KeyMemory(2);
    memory.set("a", remembered);
    memory.set("b", remembered);
    memory.set("a", remembered);
    memory.set("c", remembered);
    expect([memory.get("a"), memory.get("b"), memory.get("c")]).toEqual([
      remembered,
      undefined,
      remembered,
    ]);
  });

  it("holds the latest state, and forgets on demand", () => {
    const memory = new KeyMemory(2);
    memory.set("a", remembered);
    memory.set("a", { record, fullAtSecond: 7 });
    expect(memory.get("a")?.fullAtSecond).toBe(7);
    memory.delete("a");
    expect(memory.get("a")).toBeUndefined();
  });
});
