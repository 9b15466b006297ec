import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { currentSecond, emptyWindow } from "../../core/admission/rolling-window.ts";
import { defaultKeyPrefix, issueKeyFor } from "../../core/key/api-key.ts";
import { contractConfig } from "../support/contract-config.ts";
import { InMemoryStore } from "../support/in-memory-store.ts";
import { newKey, newKeyring, newMemory } from "../support/keys.ts";
import { expectExactLimit, type LoggedRequest } from "../support/request-log.ts";
import { createVerifier } from "../support/verifier.ts";

const startEpochMs = 1_800_000_000_000;
const keyring = newKeyring();

/** Pauses between requests: bursts, an even flow, the edges of seconds and of the minute. */
const pauseMs = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 5) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 2_500 }) },
  { weight: 2, arbitrary: fc.constantFrom(999, 1_000, 1_001, 58_999, 59_000, 59_999, 60_000) },
  { weight: 1, arbitrary: fc.constantFrom(60_001, 60_999, 61_000, 61_001, 62_000, 120_000) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 70_000 }) },
);

function traffic(containers: number) {
  const request = fc.record({ pauseMs, container: fc.nat(containers - 1) });
  return fc.array(request, { minLength: 1, maxLength: 150 });
}

/** Several containers, each with its memory and its own idea of the time, on one table. */
function house(limit: number, skewsMs: readonly number[]) {
  const table = new InMemoryStore();
  const { key, record } = newKey(keyring, { rateLimitPerMinute: limit });
  table.put(record);
  const clock = { nowEpochMs: startEpochMs };
  const containers = skewsMs.map((skewMs) =>
    createVerifier({
      admit: async (attempt) => table.admit(attempt),
      readKey: async (keyId) => table.read(keyId),
      keyring: async () => keyring,
      nowEpochMs: () => clock.nowEpochMs + skewMs,
      memory: newMemory(),
      config: contractConfig,
    }),
  );
  async function request(container: number): Promise<boolean> {
    const verdict = await containers[container]?.(key.text);
    if (verdict?.kind !== "admitted" && verdict?.kind !== "limited") {
      throw new Error(`unexpected verdict ${verdict?.kind}`);
    }
    return verdict.kind === "admitted";
  }
  return { table, key, clock, request };
}

describe("the rolling window, against a log of all requests", () => {
  it("admits no more than the limit in any 60 s, and refuses only a key that used it up", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), traffic(3), async (limit, requests) => {
        const { clock, request } = house(limit, [0, 0, 0]);
        const log: LoggedRequest[] = [];
        for (const { pauseMs, container } of requests) {
          clock.nowEpochMs += pauseMs;
          log.push({ isAdmitted: await request(container), atEpochMs: clock.nowEpochMs });
        }
        expectExactLimit(log, limit);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps both guarantees while containers overtake each other between reading and writing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        traffic(4).filter((requests) => requests.length <= 60),
        fc.scheduler(),
        async (limit, requests, scheduler) => {
          const table = new InMemoryStore();
          const { key, record } = newKey(keyring, { rateLimitPerMinute: limit });
          table.put(record);
          const clock = { nowEpochMs: startEpochMs };
          const admittedAt: number[] = [];
          const verifiers = [0, 1, 2, 3].map(() => {
            let readAtEpochMs = 0;
            return createVerifier({
              admit: async (attempt) => {
                const countedAt = readAtEpochMs;
                return scheduler.schedule(Promise.resolve()).then(() => {
                  const outcome = table.admit(attempt);
                  if (outcome.kind === "admitted") admittedAt.push(countedAt);
                  return outcome;
                });
              },
              readKey: async (keyId) =>
                scheduler.schedule(Promise.resolve()).then(() => table.read(keyId)),
              keyring: async () => keyring,
              nowEpochMs: () => {
                readAtEpochMs = clock.nowEpochMs;
                return readAtEpochMs;
              },
              memory: newMemory(),
              config: contractConfig,
            });
          });

          const refusedAt: { from: number; to: number }[] = [];
          const pending: Promise<void>[] = [];
          for (const { pauseMs, container } of requests) {
            clock.nowEpochMs += pauseMs;
            const from = clock.nowEpochMs;
            const judged = verifiers[container]?.(key.text).then(
              (verdict) => {
                if (verdict.kind === "limited") refusedAt.push({ from, to: clock.nowEpochMs });
              },
              // Six overtakings in a row are a fault by design: nothing was admitted.
              () => {},
            );
            if (judged) pending.push(judged);
            if (scheduler.count() > 3) await scheduler.waitOne();
          }
          await scheduler.waitFor(Promise.all(pending));

          const log = admittedAt.map((atEpochMs) => ({ isAdmitted: true, atEpochMs }));
          expectExactLimit(log, limit);
          for (const { from, to } of refusedAt) {
            const before = admittedAt.filter((at) => at > from - 61_000 && at <= to);
            expect(before.length).toBeGreaterThanOrEqual(limit);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("gives up no more than the skew of its containers' clocks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        traffic(3),
        fc.array(fc.integer({ min: -2_000, max: 2_000 }), { minLength: 3, maxLength: 3 }),
        async (limit, requests, skewsMs) => {
          const { clock, request } = house(limit, skewsMs);
          const spreadMs = Math.max(...skewsMs) - Math.min(...skewsMs);
          const log: LoggedRequest[] = [];
          for (const { pauseMs, container } of requests) {
            clock.nowEpochMs += pauseMs;
            log.push({ isAdmitted: await request(container), atEpochMs: clock.nowEpochMs });
          }
          expectExactLimit(log, limit, spreadMs);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("never runs backwards and stays exact in its own time when clocks jump by 90 s", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(
          fc.record({ pauseMs, jumpMs: fc.constantFrom(0, 0, 0, -90_000, 90_000, -1_000) }),
          { minLength: 1, maxLength: 120 },
        ),
        async (limit, requests) => {
          const { table, key, clock, request } = house(limit, [0]);
          const countedIn: number[] = [];
          let latest = 0;
          for (const { pauseMs, jumpMs } of requests) {
            clock.nowEpochMs += pauseMs + jumpMs;
            const isAdmitted = await request(0);
            const { second } = table.records.get(key.id)?.window ?? emptyWindow;
            expect(second).toBeGreaterThanOrEqual(latest);
            latest = second;
            if (isAdmitted) countedIn.push(second);
          }
          for (const second of countedIn) {
            const visible = countedIn.filter((other) => other > second - 61 && other <= second);
            expect(visible.length).toBeLessThanOrEqual(limit);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("lets a client through that waited for as long as it was told", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), traffic(2), async (limit, requests) => {
        const { clock, request, key, table } = house(limit, [0, 0]);
        const verify = createVerifier({
          admit: async (attempt) => table.admit(attempt),
          readKey: async (keyId) => table.read(keyId),
          keyring: async () => keyring,
          nowEpochMs: () => clock.nowEpochMs,
          memory: newMemory(),
          config: contractConfig,
        });
        for (const { pauseMs, container } of requests) {
          clock.nowEpochMs += pauseMs;
          await request(container);
        }
        const verdict = await verify(key.text);
        if (verdict.kind !== "limited") return;
        const { resetAfterSeconds, resetAtEpochSeconds } = verdict.allowance;
        expect(resetAfterSeconds).toBeGreaterThanOrEqual(1);
        expect(resetAfterSeconds).toBeLessThanOrEqual(61);
        expect(resetAtEpochSeconds * 1000).toBeLessThanOrEqual(
          clock.nowEpochMs + resetAfterSeconds * 1000,
        );
        clock.nowEpochMs += resetAfterSeconds * 1000;
        expect(await request(0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("needs one write per request for a warm key and four reads per second for refused ones", async () => {
    const { table, clock, request } = house(100, [0]);
    await request(0);
    table.writes = 0;
    table.reads = 0;
    for (let requests = 0; requests < 99; requests++) {
      clock.nowEpochMs += 100;
      expect(await request(0)).toBe(true);
    }
    expect(table.writes).toBe(99);
    table.writes = 0;
    clock.nowEpochMs = Math.ceil(clock.nowEpochMs / 1000) * 1000;
    for (let requests = 0; requests < 500; requests++) {
      expect(await request(0)).toBe(false);
      clock.nowEpochMs += 10;
    }
    expect(table.writes).toBe(0);
    expect(table.reads).toBe(5 * 4);
  });

  it("does not mistake another secret under the same id for the key whose window it knows", async () => {
    const { table, key, clock, request } = house(1, [0]);
    await request(0);
    await request(0);
    const other = issueKeyFor(key.id, (size) => new Uint8Array(size).fill(7), defaultKeyPrefix);
    const verify = createVerifier({
      admit: async (attempt) => table.admit(attempt),
      readKey: async (keyId) => table.read(keyId),
      keyring: async () => keyring,
      nowEpochMs: () => clock.nowEpochMs,
      memory: newMemory(),
      config: contractConfig,
    });
    expect(await verify(key.text)).toMatchObject({ kind: "limited" });
    expect(await verify(other.text)).toMatchObject({ kind: "invalid" });
    expect(currentSecond(emptyWindow, clock.nowEpochMs)).toBe(startEpochMs / 1000);
  });
});
