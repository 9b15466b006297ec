import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { Deadline, DeadlineError } from "../../../core/time/deadline.ts";
import {
  type AwsIdentity,
  createCredentialCache,
  defaultProvider,
} from "../../../verifier/credentials.ts";
import { ample } from "../../support/deadlines.ts";

const minute = 60_000;

/** A provider whose calls a test answers one by one, and a clock that it moves. */
function house() {
  const calls: { give(minutes?: number): void; fail(): void; isForced: boolean }[] = [];
  const faults: unknown[] = [];
  const time = { nowEpochMs: 1_800_000_000_000 };
  const provider = jest.fn(
    (options?: { readonly forceRefresh?: boolean }) =>
      new Promise<AwsIdentity>((resolve, reject) => {
        const name = `key ${calls.length + 1}`;
        calls.push({
          isForced: options?.forceRefresh ?? false,
          fail: () => reject(new Error("no provider")),
          give: (minutes) =>
            resolve({
              accessKeyId: name,
              secretAccessKey: "secret",
              ...(minutes ? { expiration: new Date(time.nowEpochMs + minutes * minute) } : {}),
            }),
        });
      }),
  );
  const cache = createCredentialCache(
    provider,
    () => time.nowEpochMs,
    (it) => faults.push(it),
  );
  return { cache, calls, faults, time };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a server's credentials", () => {
  it("are fetched once for all who wait, and kept if they do not expire", async () => {
    const { cache, calls, time } = house();
    expect(() => cache.current()).toThrow("not there yet");
    const waiting = Promise.all([cache.ready(ample), cache.ready(ample)]);
    calls[0]?.give();
    await waiting;
    expect(cache.current().accessKeyId).toBe("key 1");
    time.nowEpochMs += 1_000 * 60 * minute;
    await cache.ready(ample);
    expect(calls).toHaveLength(1);
  });

  it("are renewed five minutes ahead, for which nobody waits", async () => {
    const { cache, calls, time } = house();
    const first = cache.ready(ample);
    calls[0]?.give(60);
    await first;
    time.nowEpochMs += 55 * minute - 1;
    await cache.ready(ample);
    expect(calls).toHaveLength(1);
    time.nowEpochMs += 1;
    await Promise.all([cache.ready(ample), cache.ready(ample)]);
    expect(calls.map(({ isForced }) => isForced)).toEqual([false, false]);
    expect(cache.current().accessKeyId).toBe("key 1");
    calls[1]?.give(60);
    await settle();
    expect(cache.current().accessKeyId).toBe("key 2");
  });

  it("stay in use while a renewal fails, which is told, and tried again after a pause", async () => {
    const { cache, calls, faults, time } = house();
    const first = cache.ready(ample);
    calls[0]?.give(60);
    await first;
    time.nowEpochMs += 57 * minute;
    await cache.ready(ample);
    calls[1]?.fail();
    await settle();
    expect(faults).toEqual([new Error("no provider")]);
    await cache.ready(ample);
    expect(calls).toHaveLength(2);
    time.nowEpochMs += 5_000;
    await cache.ready(ample);
    expect(calls).toHaveLength(3);
    expect(cache.current().accessKeyId).toBe("key 1");
  });

  it("are renewed by one call at a time, however long it takes, and its failure is told once", async () => {
    const { cache, calls, faults, time } = house();
    const first = cache.ready(ample);
    calls[0]?.give(60);
    await first;
    time.nowEpochMs += 57 * minute;
    await cache.ready(ample);
    time.nowEpochMs += minute;
    await cache.ready(ample);
    expect(calls).toHaveLength(2);
    calls[1]?.fail();
    await settle();
    expect(faults).toHaveLength(1);
  });

  it("are waited for once they have expired, and no longer than the deadline", async () => {
    const { cache, calls, time } = house();
    const first = cache.ready(ample);
    calls[0]?.give(60);
    await first;
    time.nowEpochMs += 61 * minute;
    await expect(cache.ready(new Deadline(5))).rejects.toBeInstanceOf(DeadlineError);
    calls[1]?.give(60);
    await settle();
    await cache.ready(ample);
    expect(cache.current().accessKeyId).toBe("key 2");
  });

  it("are fetched again after a failure, and past the provider's cache if AWS refused them", async () => {
    const { cache, calls } = house();
    const failing = cache.ready(ample);
    calls[0]?.fail();
    await expect(failing).rejects.toThrow("no provider");
    const second = cache.ready(ample);
    calls[1]?.give();
    await second;
    const renewed = cache.renew(ample);
    calls[2]?.give();
    await renewed;
    expect(calls.map(({ isForced }) => isForced)).toEqual([false, false, true]);
    expect(cache.current().accessKeyId).toBe("key 3");
  });
});

describe("the default chain", () => {
  const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;
  const before = names.map((name) => process.env[name]);

  afterEach(() => {
    for (const [index, name] of names.entries()) {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("begins with the environment", async () => {
    for (const name of names) process.env[name] = `value of ${name}`;
    const provider = defaultProvider();
    expect(await provider()).toMatchObject({
      accessKeyId: "value of AWS_ACCESS_KEY_ID",
      secretAccessKey: "value of AWS_SECRET_ACCESS_KEY",
      sessionToken: "value of AWS_SESSION_TOKEN",
    });
  });
});
