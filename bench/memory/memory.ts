import type { Benchmark } from "../harness/benchmark.ts";
import { runInChild } from "../harness/child.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { ofRuns } from "../harness/statistics.ts";
import { remembered } from "../harness/verifier.ts";
import { type FillReport, fillReport } from "./fill-messages.ts";

const rounds = 3;
const bytesPerMegabyte = 1_000_000;
/** The limit that functions/authorizer.ts promises, whatever the keys have. */
const mostMegabytes = 6;

export const memory: Benchmark = {
  title: "what a container remembers of keys: bytes of each, and all of it at its bound",
  async run({ progress }) {
    const fill = async (withAllRules: boolean) => {
      const reports = [];
      for (let round = 1; round <= rounds; round++) {
        const task = { ...remembered, withAllRules };
        reports.push(await runInChild(new URL("./fill.ts", import.meta.url), task, fillReport));
        progress(`${withAllRules ? "all rules" : "no rules"}: ${round} of ${rounds} rounds`);
      }
      return reports;
    };
    return [...figuresOf(await fill(false), ""), ...figuresOf(await fill(true), " with all rules")];
  },
};

function figuresOf(reports: readonly FillReport[], suffix: string): Figure[] {
  const figure = (name: string, unit: string, measure: (report: FillReport) => number): Figure => ({
    name: `${name}${suffix}`,
    of: latchkey,
    unit,
    ...ofRuns(reports.map(measure)),
  });
  const target = { atMost: mostMegabytes };
  const count = (value: number) => value.toLocaleString("en-US");
  const all = `memory of ${count(remembered.keys)} keys and ${count(remembered.rejected)} rejected ones`;
  const { keys, rejected } = remembered;
  return [
    figure("memory of a key", "bytes", ({ ofKeys }) => ofKeys / keys),
    ...(suffix === ""
      ? [
          figure(
            "memory of a rejected key",
            "bytes",
            ({ ofKeys, ofAll }) => (ofAll - ofKeys) / rejected,
          ),
        ]
      : []),
    { ...figure(all, "MB", ({ ofAll }) => ofAll / bytesPerMegabyte), target },
    {
      ...figure(`${all}, after three times as many`, "MB", ({ ofThreeTimesAsMany }) => {
        return ofThreeTimesAsMany / bytesPerMegabyte;
      }),
      target,
    },
  ];
}
