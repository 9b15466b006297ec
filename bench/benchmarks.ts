import { bundleSize } from "./bundle-size.ts";
import { coldStart } from "./cold-start.ts";
import { cpu } from "./cpu.ts";
import { database } from "./database.ts";
import { endToEnd } from "./end-to-end.ts";
import { exactness } from "./exactness.ts";
import { flood } from "./flood.ts";
import { growth } from "./growth.ts";
import type { Benchmark } from "./harness/benchmark.ts";
import { memory } from "./memory.ts";
import { realTime } from "./real-time.ts";
import { roundTrips } from "./round-trips.ts";
import { startUp } from "./start-up.ts";

/** What can be run by name, in the order in which all of it runs. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  "bundle-size": bundleSize,
  "cold-start": coldStart,
  cpu,
  memory,
  "round-trips": roundTrips,
  database,
  exactness,
  "real-time": realTime,
  flood,
  growth,
  "end-to-end": endToEnd,
  "start-up": startUp,
};
