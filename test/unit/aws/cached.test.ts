import { describe, expect, it } from "@jest/globals";
import { cached } from "../../../functions/aws/cached.ts";

/** A value that counts its fetches, each of which ends when the test says so. */
function source() {
  const pending: { resolve: (value: number) => void; reject: (error: Error) => void }[] = [];
  const clock = { nowEpochMs: 0 };
  let fetches = 0;
  const cache = cached(
    () =>
      new Promise<number>((resolve, reject) => {
        fetches++;
        pending.push({ resolve, reject });
      }),
    1_000,
    () => clock.nowEpochMs,
  );
  const answer = (value: number) => pending.shift()?.resolve(value);
  const fail = () => pending.shift()?.reject(new Error("out of reach"));
  return { cache, clock, answer, fail, fetchCount: () => fetches };
}

/** A source whose first value has been fetched. */
async function warmSource() {
  const warm = source();
  const first = warm.cache.get();
  warm.answer(1);
  await first;
  return warm;
}

describe("a cached value", () => {
  it("is fetched once for all who ask at the same time", async () => {
    const { cache, answer, fetchCount } = source();
    const asked = [cache.get(), cache.get(), cache.refresh(), cache.get()];
    answer(1);
    expect(await Promise.all(asked)).toEqual([1, 1, 1, 1]);
    expect(fetchCount()).toBe(1);
  });

  it("is kept until it has reached its age, and not longer", async () => {
    const { cache, clock, answer, fetchCount } = await warmSource();
    clock.nowEpochMs = 999;
    expect(await cache.get()).toBe(1);
    clock.nowEpochMs = 1_000;
    const second = cache.get();
    answer(2);
    expect(await second).toBe(2);
    expect(fetchCount()).toBe(2);
  });

  it("is not kept for longer by a clock that was set back", async () => {
    const { cache, clock, answer } = await warmSource();
    clock.nowEpochMs = -1_000;
    const second = cache.get();
    answer(2);
    expect(await second).toBe(2);
  });

  it("has its age counted from when it arrived", async () => {
    const { cache, clock, answer } = source();
    const first = cache.get();
    clock.nowEpochMs = 900;
    answer(1);
    await first;
    clock.nowEpochMs = 1_899;
    expect(await cache.get()).toBe(1);
  });

  it("is fetched anew on demand, and then kept", async () => {
    const { cache, answer, fetchCount } = await warmSource();
    const refreshed = cache.refresh();
    answer(2);
    expect(await refreshed).toBe(2);
    expect(await cache.get()).toBe(2);
    expect(fetchCount()).toBe(2);
  });

  it("forgets a failure: all who waited are told, the next one tries again", async () => {
    const { cache, answer, fail } = source();
    const asked = [cache.get(), cache.get()];
    fail();
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const next = cache.get();
    answer(3);
    expect(await next).toBe(3);
  });

  it("survives a failed refresh while it is young, and does not when it is old", async () => {
    const { cache, clock, fail } = await warmSource();
    const refreshed = cache.refresh();
    fail();
    await expect(refreshed).rejects.toThrow("out of reach");
    expect(await cache.get()).toBe(1);
    clock.nowEpochMs = 1_000;
    const next = cache.get();
    fail();
    await expect(next).rejects.toThrow("out of reach");
  });
});
