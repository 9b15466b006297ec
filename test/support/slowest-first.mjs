import { sep } from "node:path";
import Sequencer from "@jest/test-sequencer";

/** What a file of a tier takes, where no earlier run has measured it. */
const usualMs = new Map([
  ["adopt", 15_000],
  ["browser", 10_000],
  ["cli", 8_000],
  ["gateway", 3_000],
  ["infra", 2_000],
  ["store", 2_000],
]);

/** So that no worker is left alone with a long file at the end. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    // Measures each file by what Jest has kept of earlier runs.
    const measured = super.sort(tests);
    const expectedMs = ({ path, duration }) => {
      const tier = path.split(`${sep}test${sep}`).at(-1)?.split(sep, 1)[0] ?? "";
      return duration ?? usualMs.get(tier) ?? 0;
    };
    return measured.sort((one, other) => expectedMs(other) - expectedMs(one));
  }
}
