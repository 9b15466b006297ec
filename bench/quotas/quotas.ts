import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { sum } from "../harness/statistics.ts";
import { fullestShare, wrongAnswers } from "./quota-history.ts";
import { quotaRun } from "./quota-run.ts";

const runs = 20;
const quotas = { day: 150, month: 400, total: 550 };
const costs = { "cost 1": [1], "mixed costs": [1, 1, 1, 2, 5, 40, 149] };
const dayMs = 86_400_000;
/** Ends of months, of a leap year's February among them. Two days before each, traffic begins. */
const monthEnds = ["2027-03-01", "2028-03-01", "2027-01-01", "2026-05-01"];

export const quotasExact: Benchmark = {
  title: "units admitted beyond quotas, and refused without need, across ends of days and months",
  async run({ progress }) {
    const { endpoint, stop } = await startDatabase(undefined, undefined);
    const figures: Figure[] = [];
    try {
      for (const [name, ofRequests] of Object.entries(costs)) {
        const histories = [];
        for (let seed = 0; seed < runs; seed++) {
          const end = Date.parse(monthEnds[seed % monthEnds.length] ?? "");
          const midnights = [-2, -1, 0, 1].map((days) => end + days * dayMs);
          histories.push(await quotaRun(endpoint, { quotas, costs: ofRequests, midnights }, seed));
        }
        const shares = histories.map((uses) => fullestShare(uses, quotas));
        const common = { of: latchkey, unit: "" };
        figures.push(
          {
            ...common,
            name: `runs of ${runs} within every quota, ${name}, 4 containers`,
            value: shares.filter((share) => share <= 1).length,
            target: { atLeast: runs },
          },
          {
            ...common,
            name: `of them, the fullest period's share of its quota, ${name}`,
            value: Math.max(...shares),
            target: { atMost: 1, atLeast: 1 },
          },
          {
            ...common,
            name: `of them, refused without need, ${name}`,
            value: sum(histories.map((uses) => wrongAnswers(uses, quotas))),
            target: { atMost: 0 },
          },
        );
        progress(`${runs} runs, ${name}`);
      }
    } finally {
      await stop();
    }
    return figures;
  },
};
