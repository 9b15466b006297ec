import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { betterAuth } from "../harness/contestants/better-auth.ts";
import type { Prepared } from "../harness/contestants/contestant.ts";
import { latchkey as latchkeyContestant, newSecret } from "../harness/contestants/latchkey.ts";
import { rateLimiterFlexible } from "../harness/contestants/rate-limiter-flexible.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { median, ofRuns } from "../harness/statistics.ts";
import { type Load, measureLoad } from "./load.ts";
import { startRedis } from "./redis.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const callerCounts = [1, 16, 64] as const;
const rounds = 5;
const requests = 1_500;
const keyCount = 200;
const limitPerMinute = 10_000;
const app = new URL("app.ts", import.meta.url);
const instantAws = new URL("instant-aws.ts", import.meta.url);

const plain = "plain Express";
const onInstantTable = `${latchkey}, instant table`;
const flexible = "rate-limiter-flexible";

interface Contender {
  readonly server: ServerProcess;
  readonly keys: readonly string[];
  readonly loads: ReadonlyMap<number, Load[]>;
}

type Contenders = ReadonlyMap<string, Contender>;

/**
 * An Express app with one route and different guards, each in a process of its own; they take turns.
 * Tables are the embedded database for all but one, over plain HTTP. Only the apps' CPU is counted.
 */
export const verifier: Benchmark = {
  title: "A guarded Express app: CPU per request, and requests per second at 1, 16 and 64 callers",
  async run({ progress }) {
    const stops: (() => unknown)[] = [];
    try {
      const contenders = await startContenders(stops);
      for (const { server, keys } of contenders.values()) {
        await measureLoad(server, keys, 16, requests);
      }
      for (let round = 1; round <= rounds; round++) {
        for (const callers of callerCounts) {
          for (const { server, keys, loads } of contenders.values()) {
            loads.get(callers)?.push(await measureLoad(server, keys, callers, requests));
          }
        }
        progress(`${round} of ${rounds} rounds`);
      }
      return figuresOf(contenders);
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  },
};

async function startContenders(stops: (() => unknown)[]): Promise<Contenders> {
  const database = await startDatabase(undefined, undefined);
  stops.push(database.stop);
  const redis = await startRedis();
  if (!redis) throw new Error("redis-server is not installed: apt-get install redis-server");
  stops.push(redis.stop);
  const { endpoint } = database;
  const secret = newSecret();
  const instant = await startServerProcess(instantAws, { secret, keys: keyCount, limitPerMinute });
  stops.push(instant.stop);
  betterAuth.install?.();

  const instantKeys = { tableName: "table", keys: [...instant.keys], limitPerMinute, secret };
  const own = await latchkeyContestant.prepare(endpoint, keyCount, limitPerMinute, secret);
  const counted = await rateLimiterFlexible.prepare(endpoint, keyCount, limitPerMinute);
  const peers = await betterAuth.prepare(endpoint, keyCount, limitPerMinute);

  const contenders = new Map<string, Contender>();
  async function start(name: string, guard: string, prepared: Prepared, tableEndpoint = endpoint) {
    const urls = { tableEndpoint, secretEndpoint: instant.url, redisUrl: redis?.url };
    const server = await startServerProcess(app, { guard, prepared, ...urls });
    stops.push(server.stop);
    const loads = new Map(callerCounts.map((callers) => [callers, [] as Load[]]));
    contenders.set(name, { server, keys: prepared.keys, loads });
  }
  await start(plain, "none", own);
  await start("express-rate-limit, in memory", "memory", own);
  await start(`${flexible}, Redis`, "redis", own);
  await start(flexible, "rate-limiter-flexible", counted);
  await start("better-auth", "better-auth", peers);
  await start(latchkey, "latchkey", own);
  await start(onInstantTable, "latchkey", instantKeys, instant.url);
  return contenders;
}

function figuresOf(contenders: Contenders): Figure[] {
  const figures: Figure[] = [];
  for (const [of, { loads }] of contenders) {
    for (const [callers, measured] of loads) {
      const at = describeCallers(callers);
      const cpu = measured.map(({ cpuMicroseconds }) => cpuMicroseconds);
      const rate = measured.map(({ requestsPerSecond }) => requestsPerSecond);
      figures.push(
        { name: `CPU per request, Express, ${at}`, of, unit: "µs", ...ofRuns(cpu) },
        { name: `Requests per second, Express, ${at}`, of, unit: "/s", ...ofRuns(rate) },
      );
    }
  }
  for (const callers of callerCounts) {
    const at = describeCallers(callers);
    const addedBy = (name: string) =>
      cpuOf(contenders, name, callers) - cpuOf(contenders, plain, callers);
    figures.push(
      {
        name: `CPU above plain Express, instant table, ${at}`,
        of: latchkey,
        unit: "µs",
        value: addedBy(onInstantTable),
        target: { atMost: 150 },
      },
      {
        name: `CPU above plain Express, against ${flexible} on the same table, ${at}`,
        of: latchkey,
        unit: "",
        value: addedBy(latchkey) / addedBy(flexible),
        target: { atMost: 0.4 },
      },
    );
  }
  return figures;
}

function describeCallers(callers: number): string {
  return `${callers} ${callers === 1 ? "caller" : "callers"}`;
}

function cpuOf(contenders: Contenders, name: string, callers: number): number {
  const loads = contenders.get(name)?.loads.get(callers) ?? [];
  return median(loads.map(({ cpuMicroseconds }) => cpuMicroseconds));
}
