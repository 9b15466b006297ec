import { KeyMemory } from "../functions/domain/key-memory.ts";
import { createVerifyKey } from "../functions/domain/verify-key.ts";
import { newKey, newKeyring } from "../test/support/keys.ts";
import { startTable } from "../test/support/table.ts";
import type { Benchmark } from "./benchmark.ts";

const warmRequests = 3_000;
const overload = { limit: 20, requests: 20_000, everyMs: 1 };

/** Each round trip is one UpdateItem, admitted or not: one write unit. */
export const roundTrips: Benchmark = {
  title: "round trips to the table per request: a warm key, and a key over its limit",
  async run(progress) {
    const table = await startTable();
    try {
      let trips = 0;
      const keyring = newKeyring();
      const verifier = (nowEpochMs: () => number) =>
        createVerifyKey({
          admit: (attempt) => {
            trips++;
            return table.admit(attempt);
          },
          keyring: async () => keyring,
          nowEpochMs,
          memory: new KeyMemory(10),
        });

      const warm = newKey(keyring, { rateLimitPerMinute: 10_000 });
      await table.put(warm.record);
      const verifyWarm = verifier(Date.now);
      await verifyWarm(warm.key.text);
      trips = 0;
      for (let request = 0; request < warmRequests; request++) await verifyWarm(warm.key.text);
      const perWarm = trips / warmRequests;
      progress(`${warmRequests} requests of a warm key took ${trips} round trips`);

      // On a clock of its own: real time would only make the same steps take longer.
      const busy = newKey(keyring, { rateLimitPerMinute: overload.limit });
      await table.put(busy.record);
      let now = Date.now();
      const verifyBusy = verifier(() => now);
      for (let request = 0; request < overload.limit; request++) await verifyBusy(busy.key.text);
      trips = 0;
      let refused = 0;
      for (let request = 0; request < overload.requests; request++) {
        now += overload.everyMs;
        if ((await verifyBusy(busy.key.text)).kind === "limited") refused++;
      }
      progress(`${refused} refused requests took ${trips} round trips`);

      return [
        {
          name: "round trips per request, warm key",
          value: perWarm,
          unit: "",
          target: { atMost: 1.01 },
        },
        {
          name: "round trips per refused request, 1,000 requests a second",
          value: trips / refused,
          unit: "",
          target: { atMost: 0.1 },
        },
      ];
    } finally {
      await table.stop();
    }
  },
};
