import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { contractConfig } from "../support/contract-config.ts";
import { InMemoryStore } from "../support/in-memory-store.ts";
import { newKey, newKeyring, newMemory } from "../support/keys.ts";
import { createVerifier } from "../support/verifier.ts";

const keyring = newKeyring();
const request = fc.record({
  cost: fc.integer({ min: 1, max: 12 }),
  pauseMs: fc.constantFrom(0, 1, 400, 1_000, 7_000, 59_999, 60_000, 61_000),
});
const requests = fc.array(request, { minLength: 1, maxLength: 80 });

it("keeps units within the limit, and says the least whole wait after which a cost fits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 12, max: 30 }), requests, async (limit, traffic) => {
      const table = new InMemoryStore();
      const { key, record } = newKey(keyring, { rateLimitPerMinute: limit });
      table.put(record);
      let nowEpochMs = 1_800_000_000_000;
      const verify = createVerifier({
        admit: async (attempt) => table.admit(attempt),
        readKey: async (keyId) => table.read(keyId),
        keyring: async () => keyring,
        nowEpochMs: () => nowEpochMs,
        memory: newMemory(),
        config: contractConfig,
      });
      const admitted: { second: number; cost: number }[] = [];
      /** By the log alone: a request counts in its second and the 60 after it. */
      const unitsAt = (second: number) =>
        admitted
          .filter((one) => one.second >= second - 60)
          .reduce((total, { cost }) => total + cost, 0);
      for (const { cost, pauseMs } of traffic) {
        nowEpochMs += pauseMs;
        const second = Math.floor(nowEpochMs / 1000);
        const fitsAt = (later: number) => unitsAt(later) + cost <= limit;
        const verdict = await verify(key.text, { cost });
        expect(verdict.kind).toBe(fitsAt(second) ? "admitted" : "limited");
        if (verdict.kind === "admitted") admitted.push({ second, cost });
        if (verdict.kind !== "limited") continue;
        let first = second;
        while (!fitsAt(first)) first++;
        expect(verdict.retryAfterSeconds).toBe(Math.ceil(first - nowEpochMs / 1000));
      }
    }),
    { numRuns: 200 },
  );
});
