import { randomBytes } from "node:crypto";
import { defaultKeyPrefix, issueKey, issueKeyFor, parseKey } from "../../core/key/api-key.ts";
import { parseKeyring } from "../../core/key/pepper.ts";
import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/contestants/latchkey.ts";
import { newCall, newSdkClient } from "../harness/database/clients.ts";
import { countedCall, RoundTrips } from "../harness/database/round-trips.ts";
import type { Figure } from "../harness/figure.ts";
import { newVerifier } from "../harness/verifier.ts";

const requests = 10_000;
const limitPerMinute = 60;

export const flood: Benchmark = {
  title: `${requests} requests each that cannot be let through: I/O, and items left behind`,
  async run({ progress }) {
    const { endpoint, stop } = await startDatabase(undefined, undefined);
    try {
      const { tableName, secret, keys } = await latchkey.prepare(endpoint, 1, limitPerMinute);
      const trips = new RoundTrips();
      const keyring = parseKeyring(secret);
      const frozenEpochMs = Date.now();
      const verify = newVerifier({
        tableName,
        call: countedCall(newCall(endpoint), trips),
        keyring: async () => keyring,
        nowEpochMs: () => frozenEpochMs,
      });
      const client = newSdkClient(endpoint);
      const items = async () => (await client.scan({ TableName: tableName })).Count ?? Number.NaN;
      const itemsBefore = await items();
      const figures: Figure[] = [];

      const key = keys[0] ?? "";
      for (let request = 0; request < limitPerMinute; request++) await verify(key);
      const dead = issueKey(randomBytes, defaultKeyPrefix).text;
      const id = parseKey(key, defaultKeyPrefix)?.id ?? "";
      const floods = {
        "junk keys": { token: () => randomBytes(30).toString("base64url"), target: 0 },
        "well-formed unknown keys, each another": {
          token: () => issueKey(randomBytes, defaultKeyPrefix).text,
        },
        "one unknown key, again and again": { token: () => dead, target: 0.001 },
        "wrong secrets for a live key's id": {
          token: () => issueKeyFor(id, randomBytes, defaultKeyPrefix).text,
        },
        "a key whose window is full": { token: () => key, target: 0.05 },
      };
      for (const [name, { token, ...flooded }] of Object.entries(floods)) {
        trips.reset();
        for (let request = 0; request < requests; request++) {
          const { kind } = await verify(token());
          if (kind === "admitted") throw new Error(`${name}: admitted`);
        }
        const common = { of: latchkey.name, unit: "" };
        figures.push(
          {
            ...common,
            name: `flood of ${name}: round trips per request`,
            value: trips.all / requests,
            ...("target" in flooded ? { target: { atMost: flooded.target } } : {}),
          },
          {
            ...common,
            name: `flood of ${name}: write units per request`,
            value: trips.writes / requests,
          },
        );
        progress(`${name}: ${trips.all} round trips`);
      }
      figures.push({
        name: "items that the floods left in the table",
        of: latchkey.name,
        value: (await items()) - itemsBefore,
        unit: "",
        target: { atMost: 0 },
      });
      return figures;
    } finally {
      await stop();
    }
  },
};
