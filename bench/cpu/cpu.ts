import type { Benchmark } from "../harness/benchmark.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { onSdkClient, tutorialLambda } from "../harness/lambdas/contestants.ts";
import { withLambdaHouse } from "../harness/lambdas/lambda-house.ts";
import { median, ofRuns } from "../harness/statistics.ts";
import { runDecision } from "./run-decision.ts";

const overHttpsContestants = [latchkey, onSdkClient, tutorialLambda];
const httpsRounds = 3;
const httpsRequests = 2_500;
const unit = "µs";

export const cpu: Benchmark = {
  title: "CPU of a warm request: the decision alone, with its signature, and over HTTPS",
  async run({ progress }) {
    const decisions = await withoutNetwork();
    progress("without network: done");
    return [...decisions, ...(await overHttps(progress))];
  },
};

/** Everything but the request itself: a stub answers as the table would, in the same process. */
async function withoutNetwork(): Promise<Figure[]> {
  const { decision, withAllRules, signed, malformed, typo } = await runDecision();
  const common = { of: latchkey, unit };
  return [
    {
      ...common,
      name: "CPU per request, without network",
      ...ofRuns(decision),
      target: { atMost: 16 },
    },
    {
      ...common,
      name: "CPU per request, key with all rules, without network",
      ...ofRuns(withAllRules),
      target: { atMost: 32 },
    },
    {
      ...common,
      name: "CPU per request, with its signature, without network",
      ...ofRuns(signed),
    },
    { ...common, name: "CPU per malformed key", ...ofRuns(malformed), target: { atMost: 2 } },
    {
      ...common,
      name: "CPU per key with a wrong checksum",
      ...ofRuns(typo),
      target: { atMost: 2 },
    },
  ];
}

/** The deployed bundles, one process each, against AWS over a kept-alive connection. */
async function overHttps(progress: (line: string) => void): Promise<Figure[]> {
  return withLambdaHouse(async ({ contestants, runWarm }) => {
    const measured = contestants.filter(({ name }) => overHttpsContestants.includes(name));
    const microseconds = new Map<string, number[]>(measured.map(({ name }) => [name, []]));
    for (let round = 1; round <= httpsRounds; round++) {
      for (const contestant of measured) {
        const report = await runWarm(contestant, httpsRequests);
        microseconds.get(contestant.name)?.push(report.cpuMicroseconds);
      }
      progress(`over HTTPS: ${round} of ${httpsRounds} rounds`);
    }
    const of = (name: string) => median(microseconds.get(name) ?? []);
    return [
      ...[...microseconds].map(([name, runs]) => ({
        name: "CPU per request, HTTPS",
        of: name,
        unit,
        ...ofRuns(runs),
      })),
      {
        name: "CPU per request, HTTPS, against the tutorial",
        of: latchkey,
        unit: "",
        value: of(latchkey) / of(tutorialLambda),
        target: { atMost: 0.15 },
      },
    ];
  });
}
