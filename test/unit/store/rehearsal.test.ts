import { describe, expect, it } from "@jest/globals";
import { createRehearsal } from "../../../functions/store/rehearsal.ts";

describe("a rehearsal", () => {
  it("goes the way of a key that is admitted, to its end", async () => {
    const { token, verifyKey } = createRehearsal();
    expect(await verifyKey(token)).toMatchObject({ kind: "admitted", quota: { limit: 60 } });
  });
});
