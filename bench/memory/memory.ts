import type { Benchmark } from "../harness/benchmark.ts";
import { runInChild } from "../harness/child.ts";
import { type Figure, latchkey } from "../harness/figure.ts";
import { ofRuns } from "../harness/statistics.ts";
import { remembered } from "../harness/verifier.ts";
import { fillReport } from "./fill-messages.ts";

const rounds = 3;
const bytesPerMegabyte = 1_000_000;
/** The limit that functions/authorizer.ts promises. */
const mostMegabytes = 6;

export const memory: Benchmark = {
  title: "what a container remembers of keys: bytes of each, and all of it at its bound",
  async run({ progress }) {
    const reports = [];
    for (let round = 1; round <= rounds; round++) {
      reports.push(await runInChild(new URL("./fill.ts", import.meta.url), remembered, fillReport));
      progress(`${round} of ${rounds} rounds`);
    }
    const figure = (name: string, unit: string, values: readonly number[]): Figure => ({
      name,
      of: latchkey,
      unit,
      ...ofRuns(values),
    });
    const target = { atMost: mostMegabytes };
    const count = (value: number) => value.toLocaleString("en-US");
    const all = `memory of ${count(remembered.keys)} keys and ${count(remembered.rejected)} rejected ones`;
    return [
      figure(
        "memory of a key",
        "bytes",
        reports.map(({ ofKeys }) => ofKeys / remembered.keys),
      ),
      figure(
        "memory of a rejected key",
        "bytes",
        reports.map(({ ofKeys, ofAll }) => (ofAll - ofKeys) / remembered.rejected),
      ),
      {
        ...figure(
          all,
          "MB",
          reports.map(({ ofAll }) => ofAll / bytesPerMegabyte),
        ),
        target,
      },
      {
        ...figure(
          `${all}, after three times as many`,
          "MB",
          reports.map(({ ofThreeTimesAsMany }) => ofThreeTimesAsMany / bytesPerMegabyte),
        ),
        target,
      },
    ];
  },
};
