import { expect, it } from "@jest/globals";
import { bundleLambda } from "../../../bench/harness/lambdas/bundle-lambda.ts";
import { bundleFunctions } from "../../../lib/bundles.ts";

it("peers are bundled with the very settings that functions are deployed with", () => {
  const deployed = bundleFunctions();
  for (const name of ["authorizer", "key-management"] as const) {
    const entry = new URL(`../../../functions/${name}.ts`, import.meta.url);
    expect(bundleLambda(entry)).toBe(deployed[name].source);
  }
});
