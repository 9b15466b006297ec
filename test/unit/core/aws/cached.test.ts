import { describe, expect, it } from "@jest/globals";
import { cached } from "../../../../core/aws/cached.ts";
import { Deadline, DeadlineError } from "../../../../core/time/deadline.ts";
import { ample, TestClock } from "../../../support/deadlines.ts";

/** A value that counts its fetches, each of which ends when the test says so. */
function source(cooldownMs?: number) {
  const pending: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  /** Since the beginning of the test. */
  const clock = { nowEpochMs: 0 };
  let fetches = 0;
  const cache = cached(
    () =>
      new Promise<number>((resolve, reject) => {
        fetches++;
        pending.push({ resolve, reject });
      }),
    1_000,
    () => 1_800_000_000_000 + clock.nowEpochMs,
    cooldownMs,
  );
  const answer = (value: number) => pending.shift()?.resolve(value);
  const fail = () => pending.shift()?.reject(new Error("out of reach"));
  return { cache, clock, answer, fail, fetchCount: () => fetches };
}

/** A source whose first value has been fetched. */
async function warmSource(cooldownMs?: number) {
  const warm = source(cooldownMs);
  const first = warm.cache.get(ample);
  warm.answer(1);
  await first;
  return warm;
}

describe("a cached value", () => {
  it("is fetched once for all who ask at the same time", async () => {
    const { cache, answer, fetchCount } = source();
    const asked = [cache.get(ample), cache.get(ample), cache.refresh(ample), cache.get(ample)];
    answer(1);
    expect(await Promise.all(asked)).toEqual([1, 1, 1, 1]);
    expect(fetchCount()).toBe(1);
  });

  it("is kept until it has reached its age, and not longer", async () => {
    const { cache, clock, answer, fetchCount } = await warmSource();
    clock.nowEpochMs = 999;
    expect(await cache.get(ample)).toBe(1);
    clock.nowEpochMs = 1_000;
    const second = cache.get(ample);
    answer(2);
    expect(await second).toBe(2);
    expect(fetchCount()).toBe(2);
  });

  it("is not kept for longer by a clock that was set back", async () => {
    const { cache, clock, answer } = await warmSource();
    clock.nowEpochMs = -1_000;
    const second = cache.get(ample);
    answer(2);
    expect(await second).toBe(2);
  });

  it("has its age counted from when it was asked for: it may have been as old on its way", async () => {
    const { cache, clock, answer, fetchCount } = source();
    const first = cache.get(ample);
    clock.nowEpochMs = 900;
    answer(1);
    await first;
    clock.nowEpochMs = 999;
    expect(await cache.get(ample)).toBe(1);
    clock.nowEpochMs = 1_000;
    const second = cache.get(ample);
    answer(2);
    expect(await second).toBe(2);
    expect(fetchCount()).toBe(2);
  });

  it("is fetched anew on demand, and then kept", async () => {
    const { cache, answer, fetchCount } = await warmSource();
    const refreshed = cache.refresh(ample);
    answer(2);
    expect(await refreshed).toBe(2);
    expect(await cache.get(ample)).toBe(2);
    expect(fetchCount()).toBe(2);
  });

  it("forgets a failure: who asked is told, those who shared the fetch share another", async () => {
    const { cache, answer, fail, fetchCount } = source();
    const [asked, ...shared] = [cache.get(ample), cache.get(ample), cache.get(ample)];
    fail();
    await expect(asked).rejects.toThrow("out of reach");
    await new Promise(setImmediate);
    answer(3);
    expect(await Promise.all(shared)).toEqual([3, 3]);
    expect(fetchCount()).toBe(2);
  });

  it("is not waited for by anyone longer than they have time", async () => {
    const { cache, answer } = source();
    const asked = cache.get(ample);
    await expect(cache.get(new Deadline(1))).rejects.toBeInstanceOf(DeadlineError);
    answer(4);
    expect(await asked).toBe(4);
  });

  it("survives a failed refresh while it is young, and does not when it is old", async () => {
    const { cache, clock, fail } = await warmSource();
    const refreshed = cache.refresh(ample);
    fail();
    await expect(refreshed).rejects.toThrow("out of reach");
    expect(await cache.get(ample)).toBe(1);
    clock.nowEpochMs = 1_000;
    const next = cache.get(ample);
    fail();
    await expect(next).rejects.toThrow("out of reach");
  });
});

describe("a cached value that has to suffice", () => {
  const atLeast = (least: number) => (value: number) => value >= least;

  it("is fetched anew if it does not, and not if it does", async () => {
    const { cache, answer, fetchCount } = await warmSource();
    expect(await cache.getSufficient(ample, atLeast(1))).toBe(1);
    expect(fetchCount()).toBe(1);
    const better = cache.getSufficient(ample, atLeast(2));
    await new Promise(setImmediate);
    answer(2);
    expect(await better).toBe(2);
    expect(await cache.get(ample)).toBe(2);
  });

  it("is not fetched again for what may be made up until the pause is over", async () => {
    const { cache, clock, answer, fetchCount } = await warmSource(500);
    const asked = cache.getSufficient(ample, atLeast(9));
    await new Promise(setImmediate);
    answer(2);
    expect(await asked).toBe(2);
    clock.nowEpochMs = 499;
    expect(await cache.getSufficient(ample, atLeast(9))).toBe(2);
    expect(fetchCount()).toBe(2);
    clock.nowEpochMs = 500;
    const again = cache.getSufficient(ample, atLeast(9));
    await new Promise(setImmediate);
    answer(9);
    expect(await again).toBe(9);
  });

  it("is fetched again at once where the last fetch failed", async () => {
    const { cache, fail, answer } = await warmSource(500);
    const failing = cache.getSufficient(ample, atLeast(9));
    await new Promise(setImmediate);
    fail();
    await expect(failing).rejects.toThrow("out of reach");
    const again = cache.getSufficient(ample, atLeast(9));
    await new Promise(setImmediate);
    answer(9);
    expect(await again).toBe(9);
  });
});

describe("a failed fetch that others wait for", () => {
  it("is not repeated by those whose time is up", async () => {
    const { cache, fail, fetchCount } = source();
    const clock = new TestClock();
    const asked = [cache.get(ample), cache.get(new Deadline(60_000, clock))];
    clock.nowMs = 60_000;
    fail();
    for (const each of asked) await expect(each).rejects.toThrow("out of reach");
    expect(fetchCount()).toBe(1);
  });
});
