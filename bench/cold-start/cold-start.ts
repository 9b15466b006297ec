import type { Benchmark } from "../harness/benchmark.ts";
import { type Figure, latchkey, type Target } from "../harness/figure.ts";
import { onSdkClient, tutorialAsModule, tutorialLambda } from "../harness/lambdas/contestants.ts";
import { withLambdaHouse } from "../harness/lambdas/lambda-house.ts";
import type { ContainerReport } from "../harness/lambdas/run-container.ts";
import { median, ofRuns } from "../harness/statistics.ts";

const rounds = 21;

/** Fresh processes, one of each contestant a round, so that a busy moment meets them all. */
export const coldStart: Benchmark = {
  title: "initialisation and first invocation in a fresh process, AWS over HTTPS",
  run: ({ progress }) =>
    withLambdaHouse(async ({ contestants, runCold }) => {
      const reports = new Map<string, ContainerReport[]>(contestants.map(({ name }) => [name, []]));
      for (let round = 0; round <= rounds; round++) {
        for (const contestant of contestants) {
          const report = await runCold(contestant);
          // The first round warms the machine's file cache.
          if (round > 0) reports.get(contestant.name)?.push(report);
        }
        if (round % 7 === 0) progress(`${round} of ${rounds} rounds`);
      }
      return figuresOf(reports);
    }),
};

function figuresOf(reports: ReadonlyMap<string, readonly ContainerReport[]>): Figure[] {
  const phases = {
    init: ({ initMs }: ContainerReport) => initMs,
    first: ({ firstMs }: ContainerReport) => firstMs,
    both: ({ initMs, firstMs }: ContainerReport) => initMs + firstMs,
  };
  const names = {
    init: "initialisation",
    first: "first invocation",
    both: "init and first invocation",
  };
  const of = (contestant: string) => reports.get(contestant) ?? [];
  const times = (["init", "first", "both"] as const).flatMap((phase) =>
    [...reports].map(([contestant, runs]) => ({
      name: `cold start: ${names[phase]}`,
      of: contestant,
      unit: "ms",
      ...ofRuns(runs.map(phases[phase])),
    })),
  );
  const ratio = (name: string, peer: string, phase: keyof typeof phases, target?: Target) => ({
    name,
    of: latchkey,
    unit: "",
    value: median(of(latchkey).map(phases[phase])) / median(of(peer).map(phases[phase])),
    ...(target ? { target } : {}),
  });
  return [
    ...times,
    ratio("cold start against the tutorial", tutorialLambda, "both", { atMost: 0.2 }),
    ratio("cold start against the tutorial, bundled alike", tutorialAsModule, "both"),
    ratio("cold start against client-dynamodb", onSdkClient, "both", { atMost: 0.28 }),
    ratio("first invocation against the tutorial", tutorialLambda, "first", { atMost: 0.05 }),
  ];
}
