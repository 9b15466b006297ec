import { startLocal } from "../../local/start.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/figure.ts";
import { quantile } from "../harness/statistics.ts";
import { besiege } from "./besiege.ts";

const perSecond = 500;
const seconds = 60;
/** At most 12 calls a second: `prod` lets an address make 1,000 a minute. */
const pauseMs = 250;

export const lockout: Benchmark = {
  title: `${perSecond} anonymous requests a second at both APIs for ${seconds} s: what operators see`,
  async run({ progress }) {
    const running = await startLocal({ port: 0, stage: "prod" });
    try {
      const { url, operatorToken } = running;
      const siege = await besiege({ url, operatorToken, perSecond, seconds, pauseMs });
      const before = siege.calls.filter(({ atMs }) => atMs < siege.heldBackAtMs);
      const after = siege.calls.filter(({ atMs }) => atMs >= siege.heldBackAtMs);
      const refused = (calls: typeof before) => calls.filter(({ status }) => status >= 400).length;
      progress(`${before.length} operators' calls before the rule acts, ${after.length} after`);
      const of = latchkey;
      return [
        {
          name: "flood: anonymous requests a second, at each API",
          of,
          value: siege.sent / seconds,
          unit: "",
        },
        {
          name: "flood: time until the rate rule acts",
          of,
          value: siege.heldBackAtMs / 1000,
          unit: "s",
          target: { atMost: 30 },
        },
        {
          name: "flood: operators' calls refused before, of 100",
          of,
          value: (100 * refused(before)) / before.length,
          unit: "",
        },
        {
          name: "flood: operators' calls refused afterwards",
          of,
          value: refused(after),
          unit: "",
          target: { atMost: 0 },
        },
        {
          name: "flood: operators' calls afterwards, p99",
          of,
          value: quantile(
            after.map(({ tookMs }) => tookMs),
            0.99,
          ),
          unit: "ms",
          target: { atMost: 2000 },
        },
        { name: "flood: revocations meanwhile", of, value: siege.revocations, unit: "" },
        {
          name: "flood: requests admitted after the revocation of their key",
          of,
          value: siege.admittedAfterwards,
          unit: "",
          target: { atMost: 0 },
        },
      ];
    } finally {
      await running.stop();
    }
  },
};
