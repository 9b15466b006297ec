import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AdmissionAttempt, AdmissionOutcome } from "../../core/admission/admission.ts";
import { emptyWindow, type RollingWindow } from "../../core/admission/rolling-window.ts";
import { type KeyRecord, parseKeyRecord } from "../../core/key/key-record.ts";
import { digestKey } from "../../core/key/pepper.ts";
import { keyItemKey } from "../../core/store/item-keys.ts";
import { contractConfig, contractPlans } from "../support/contract-config.ts";
import { InMemoryStore } from "../support/in-memory-store.ts";
import { hotOf, newKey, newKeyring, newMemory } from "../support/keys.ts";
import { expectExactLimit, type LoggedRequest } from "../support/request-log.ts";
import { startTable, type TestTable } from "../support/table.ts";
import { createVerifier } from "../support/verifier.ts";

/* Reach: the embedded database on 127.0.0.1, through the authorizer's own client. */

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

const now = 1_800_000_000;
const keyring = newKeyring("v2", ["v1", "v2"]);

function idleSince(second: number): RollingWindow {
  return { ...emptyWindow, second, count: 1 };
}

function isNext({ window }: KeyRecord, second: number): boolean {
  return second > window.second && second - window.second <= 4;
}

/** A container does not ask how far the day's counter has come. */
function withoutDays(outcome: AdmissionOutcome): unknown {
  return outcome.kind === "unknown"
    ? outcome
    : { ...outcome, record: { ...outcome.record, dailyRequests: [] } };
}

/** An attempt on a key that was seen as it is. */
function attemptOn(record: KeyRecord, overrides: Partial<AdmissionAttempt> = {}): AdmissionAttempt {
  return {
    keyId: record.id,
    digest: record.digest,
    secret: "current",
    cost: 1,
    second: now,
    nowEpochSeconds: now,
    expectedItem: record,
    policyVersion: record.policyVersion,
    quotas: undefined,
    ...overrides,
  };
}

async function stored(keyId: string): Promise<KeyRecord | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: keyItemKey(keyId), ConsistentRead: true }),
  );
  return Item && parseKeyRecord(Item);
}

describe("an admission at the table", () => {
  it("counts the first use of a minute, and returns the whole record", async () => {
    const { record } = newKey(keyring, { expiresAt: now + 1, window: idleSince(now - 100) });
    await table.put(record);
    const outcome = await table.admit(attemptOn(record));
    expect(outcome.kind).toBe("admitted");
    const after = await stored(record.id);
    expect(after).toMatchObject({ totalRequests: 1, window: { second: now, count: 1 } });
    expect(outcome).toEqual({ kind: "admitted", record: after });
  });

  it("creates nothing for an unknown key", async () => {
    const { record } = newKey(keyring);
    expect(await table.admit(attemptOn(record))).toEqual({ kind: "unknown" });
    expect(await stored(record.id)).toBeUndefined();
  });

  const refusals: [string, Partial<KeyRecord>, Partial<AdmissionAttempt>][] = [
    ["a paused key", { isActive: false }, {}],
    ["a revoked key", { revokedAt: now - 1 }, {}],
    ["an expired key", { expiresAt: now }, {}],
    ["an ineligible plan", { plan: "pro" }, {}],
    ["a limit of 0", { rateLimitPerMinute: 0 }, {}],
    ["a suspended key", { isSuspended: true }, {}],
    ["a cost above the limit", { rateLimitPerMinute: 9 }, { cost: 10 }],
    ["rules that the caller does not know", { policyVersion: 3 }, { policyVersion: undefined }],
    ["rules of another version", { policyVersion: 3 }, { policyVersion: 2 }],
    ["rules that are gone", {}, { policyVersion: 2 }],
    ["another digest", {}, { digest: newKey(keyring).record.digest }],
  ];

  it.each(refusals)(
    "refuses %s, changes nothing and says what it found",
    async (_, state, change) => {
      const { record } = newKey(keyring, { window: idleSince(now - 100), ...state });
      await table.put(record);
      const seen = { ...hotOf(record), plan: "agency" };
      expect(await table.admit(attemptOn(seen, change))).toEqual({
        kind: "refused",
        record: hotOf(record),
      });
      expect(await stored(record.id)).toEqual(hotOf(record));
    },
  );

  it("moves the digest to the active pepper in the write that counts", async () => {
    const { key, record } = newKey(keyring);
    const old = digestKey(key.text, keyring, "v1");
    const fresh = digestKey(key.text, keyring, "v2");
    if (!old || !fresh) throw new Error("no digest");
    await table.put({ ...record, digest: old });
    const verify = createVerifier({
      admit: table.admit,
      readKey: table.readKey,
      keyring: async () => keyring,
      nowEpochMs: () => now * 1000,
      memory: newMemory(),
      config: contractConfig,
    });
    expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
    expect(await stored(record.id)).toMatchObject({
      totalRequests: 1,
      digest: { pepperVersion: "v2" },
    });
    expect((await stored(record.id))?.digest.bytes).toEqual(new Uint8Array(fresh.bytes));
    expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
  });

  it("does what the in-memory table of the property tests does, whatever is attempted", async () => {
    const step = fc.record({
      ahead: fc.oneof(
        fc.constantFrom(0, 0, 1, 2),
        fc.integer({ min: 0, max: 130 }),
        fc.constantFrom(86_400, 200_000, 2_592_000, 2_678_400),
      ),
      expectedItem: fc.constantFrom("current", "current", "stale"),
      cost: fc.constantFrom(1, 1, 1, 2, 3, 5),
      isOptimisticJoin: fc.boolean(),
      change: fc.oneof(
        { weight: 6, arbitrary: fc.constant<Partial<KeyRecord>>({}) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<Partial<KeyRecord>>(
            { isActive: false },
            { isActive: true },
            { plan: "pro" },
            { plan: "agency" },
            { rateLimitPerMinute: 1 },
            { rateLimitPerMinute: 4 },
            { isSuspended: true },
            { isSuspended: false },
            { policyVersion: 1 },
            { policyVersion: 2 },
          ),
        },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const model = new InMemoryStore();
        const { record: key } = newKey(keyring, {
          rateLimitPerMinute: 4,
          policyVersion: 2,
          quotaUse: { day: 0, month: 0, total: 0 },
        });
        const quotas = { day: 6, month: 9, total: 15 };
        model.put(key);
        const record = hotOf(key);
        await table.put(record);
        let stale: KeyRecord = record;
        let second = now;
        for (const { ahead, expectedItem, cost, isOptimisticJoin, change } of steps) {
          const current = model.read(record.id)?.record ?? record;
          if (Object.keys(change).length > 0) {
            model.change(record.id, change);
            await table.put({ ...current, ...change });
          }
          second += ahead;
          const seen = model.read(record.id)?.record ?? record;
          const believed = expectedItem === "current" ? seen : stale;
          if (!contractPlans.isEligible(believed.plan)) continue;
          const attempt = attemptOn(believed, {
            cost,
            second,
            nowEpochSeconds: second,
            policyVersion: 2,
            quotas,
            isOptimisticJoin: isOptimisticJoin && isNext(believed, second),
          });
          const [outcome, expected] = [await table.admit(attempt), model.admit(attempt)];
          expect(withoutDays(outcome)).toEqual(withoutDays(expected));
          if (ahead > 1) stale = current;
        }
        expect(await stored(record.id)).toEqual(model.read(record.id)?.record);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the limit exactly over many containers and a simulated clock", async () => {
    for (const limit of [1, 10, 100]) {
      const { key, record } = newKey(keyring, { rateLimitPerMinute: limit });
      await table.put(record);
      const clock = { nowEpochMs: now * 1000 };
      const containers = [0, 1, 2, 3].map(() =>
        createVerifier({
          admit: table.admit,
          readKey: table.readKey,
          keyring: async () => keyring,
          nowEpochMs: () => clock.nowEpochMs,
          memory: newMemory(),
          config: contractConfig,
        }),
      );
      const log: LoggedRequest[] = [];
      for (let tick = 0; tick < 150; tick++) {
        const atEpochMs = clock.nowEpochMs;
        const verdicts = await Promise.all(
          containers.map((verify) => verify(key.text).catch(() => undefined)),
        );
        for (const verdict of verdicts) {
          if (verdict) log.push({ isAdmitted: verdict.kind === "admitted", atEpochMs });
        }
        clock.nowEpochMs += limit === 100 ? 450 : 900;
      }
      expect(log.filter(({ isAdmitted }) => isAdmitted).length).toBeGreaterThan(limit);
      expectExactLimit(log, limit);
    }
  });
});
