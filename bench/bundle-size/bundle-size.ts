import { bundleFunctions } from "../../lib/bundles.ts";
import type { Benchmark } from "../harness/benchmark.ts";
import { latchkey } from "../harness/figure.ts";
import { bundleContestants } from "../harness/lambdas/contestants.ts";

const bytesPerKilobyte = 1024;

export const bundleSize: Benchmark = {
  title: "minified size of each function as it is deployed, and of the other authorizers",
  async run() {
    const own = Object.values(bundleFunctions()).map(({ name, source }) => ({
      ...size(source),
      name: `bundle: ${name}`,
      of: latchkey,
      ...(name === "authorizer" ? { target: { atMost: 36 } } : {}),
    }));
    const others = bundleContestants().filter(({ name }) => !name.startsWith(latchkey));
    return [
      ...own,
      ...others.map(({ name, source }) => ({
        ...size(source),
        name: "bundle: authorizer",
        of: name,
      })),
    ];
  },
};

function size(source: string): { readonly value: number; readonly unit: string } {
  return { value: Buffer.byteLength(source) / bytesPerKilobyte, unit: "KB" };
}
