import { expect, it } from "@jest/globals";
import { bundleLambda } from "../../../bench/harness/lambdas/bundle-lambda.ts";
import { bundleFunctions } from "../../../lib/bundles.ts";

it("peers are bundled with the very settings that the authorizer is deployed with", () => {
  const entry = new URL("../../../functions/authorizer.ts", import.meta.url);
  expect(bundleLambda(entry)).toBe(bundleFunctions().authorizer.source);
});
