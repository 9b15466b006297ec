import { expect, it } from "@jest/globals";
import { allEnded } from "../../../../core/time/all-ended.ts";

it("rejects with the first failure, once the last has ended", async () => {
  const ended: string[] = [];
  const work = async (name: string, turns: number, fails: boolean) => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    ended.push(name);
    if (fails) throw new Error(name);
  };
  const all = allEnded([
    work("slow", 20, true),
    work("quick", 1, true),
    work("slowest", 30, false),
  ]);
  await expect(all).rejects.toThrow("slow");
  expect(ended).toEqual(["quick", "slow", "slowest"]);
});

it("resolves once all have", async () => {
  await expect(allEnded([Promise.resolve(1), Promise.resolve(2)])).resolves.toBeUndefined();
  await expect(allEnded([])).resolves.toBeUndefined();
});
