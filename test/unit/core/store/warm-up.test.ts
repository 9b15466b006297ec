import { describe, expect, it } from "@jest/globals";
import { createWarmUp } from "../../../../core/store/warm-up.ts";
import { contractConfig } from "../../../support/contract-config.ts";
import { ample } from "../../../support/deadlines.ts";

describe("a warmUp", () => {
  it("goes the way of a key that is admitted, to its end", async () => {
    const { token, verifyKey } = createWarmUp(contractConfig);
    const request = { token, cost: 1, scope: undefined, callerAddress: async () => undefined };
    expect(await verifyKey(request, ample)).toMatchObject({
      kind: "admitted",
      allowance: { limit: 60 },
    });
  });
});
