import { bundleSize } from "./bundle-size/bundle-size.ts";
import { coldStart } from "./cold-start/cold-start.ts";
import { cpu } from "./cpu/cpu.ts";
import { crowd } from "./crowd/crowd.ts";
import { database } from "./database/database.ts";
import { endToEnd } from "./end-to-end/end-to-end.ts";
import { exactness } from "./exactness/exactness.ts";
import { flood } from "./flood/flood.ts";
import { forwardAuth } from "./forward-auth/forward-auth.ts";
import { growth } from "./growth/growth.ts";
import type { Benchmark } from "./harness/benchmark.ts";
import { lighthouse } from "./lighthouse/lighthouse.ts";
import { lockout } from "./lockout/lockout.ts";
import { memory } from "./memory/memory.ts";
import { page } from "./page/page.ts";
import { quotasExact } from "./quotas/quotas.ts";
import { realTime } from "./real-time/real-time.ts";
import { refusalTiming } from "./refusal-timing/refusal-timing.ts";
import { roundTrips } from "./round-trips/round-trips.ts";
import { startUp } from "./start-up/start-up.ts";
import { verifier } from "./verifier/verifier.ts";

/** The benchmarks by name, in the order in which a whole run takes them. */
export const benchmarks: Readonly<Record<string, Benchmark>> = {
  "bundle-size": bundleSize,
  "cold-start": coldStart,
  cpu,
  memory,
  "round-trips": roundTrips,
  database,
  exactness,
  quotas: quotasExact,
  "real-time": realTime,
  flood,
  lockout,
  growth,
  "end-to-end": endToEnd,
  "refusal-timing": refusalTiming,
  "forward-auth": forwardAuth,
  "start-up": startUp,
  verifier,
  crowd,
  lighthouse,
  page,
};
