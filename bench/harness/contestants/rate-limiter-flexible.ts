import { RateLimiterDynamo, RateLimiterRes } from "rate-limiter-flexible";
import { newSdkClient } from "../database/clients.ts";
import { countClient, RoundTrips } from "../database/round-trips.ts";
import { createTable } from "../database/tables.ts";
import type { Contestant } from "./contestant.ts";

/** A rate limiter alone: it knows no keys, so whoever uses it pays for finding the key besides. */
export const rateLimiterFlexible: Contestant = {
  name: "rate-limiter-flexible",
  covers: "count per minute from the first request; no key check",

  async prepare(endpoint, count, limitPerMinute) {
    const tableName = await createTable(newSdkClient(endpoint), "rlf", "key");
    const keys = Array.from({ length: count }, (_, index) => `key-${index}`);
    return { tableName, keys, limitPerMinute, secret: "" };
  },

  async open(endpoint, { tableName, limitPerMinute }) {
    const trips = new RoundTrips();
    const client = newSdkClient(endpoint);
    countClient(client, trips);
    const limiter = new RateLimiterDynamo({
      storeClient: client,
      tableName,
      tableCreated: true,
      points: limitPerMinute,
      duration: 60,
    });
    return {
      trips,
      async check(key) {
        try {
          await limiter.consume(key);
          return true;
        } catch (reason) {
          // The package rejects with its result where a limit is reached, with an Error on faults.
          if (reason instanceof RateLimiterRes) return false;
          throw reason;
        }
      },
    };
  },
};
