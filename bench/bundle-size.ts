import { bundleFunctions } from "../lib/bundles.ts";
import type { Benchmark } from "./benchmark.ts";

export const bundleSize: Benchmark = {
  title: "minified size of each function, as it is deployed",
  async run() {
    return Object.values(bundleFunctions()).map(({ name, source }) => ({
      name: `bundle of ${name}`,
      value: Buffer.byteLength(source) / 1024,
      unit: "KB",
      ...(name === "authorizer" ? { target: { atMost: 30 } } : {}),
    }));
  },
};
