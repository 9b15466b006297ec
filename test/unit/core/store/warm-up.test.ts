import { describe, expect, it } from "@jest/globals";
import { createRehearsal } from "../../../../core/store/warm-up.ts";
import { ample } from "../../../support/deadlines.ts";

describe("a rehearsal", () => {
  it("goes the way of a key that is admitted, to its end", async () => {
    const { token, verifyKey } = createRehearsal();
    expect(await verifyKey(token, ample)).toMatchObject({ kind: "admitted", quota: { limit: 60 } });
  });
});
