import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { besiege } from "../../bench/lockout/besiege.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";

/** `npm run bench -- lockout` floods five times harder, for a minute, by AWS WAF's own period. */
const periodMs = 1_000;
const configFile = fileURLToPath(new URL("../support/besieged.config.ts", import.meta.url));

let running: RunningLatchkey;

beforeAll(async () => {
  running = await startLocal({ port: 0, configFile, webAclPeriodMs: periodMs });
});
afterAll(() => running.stop());

describe("a flood of anonymous requests at both APIs", () => {
  it("ends at the web ACL, and operators go on working", async () => {
    const { url, operatorToken } = running;
    const flood = { perSecond: 100, seconds: 12, pauseMs: 500 };
    const siege = await besiege({ url, operatorToken, ...flood });
    // An address may make 300 requests a minute, which take 3 s.
    expect(siege.heldBackAtMs).toBeGreaterThan(3_000);
    expect(siege.heldBackAtMs).toBeLessThan(10_000);
    const statuses = (isAfter: boolean) =>
      siege.calls
        .filter(({ atMs }) => atMs > siege.heldBackAtMs === isAfter)
        .map(({ status }) => status);
    // The flood fills the throttle of the route by which keys are revoked.
    expect(statuses(false)).toContain(429);
    expect(statuses(true).length).toBeGreaterThan(10);
    expect(statuses(true).filter((status) => status >= 400)).toEqual([]);
    expect(siege.revocations).toBeGreaterThan(3);
    expect(siege.admittedAfterwards).toBe(0);
  });
});
