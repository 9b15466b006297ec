import { expect, it } from "@jest/globals";
import { addRefusals } from "../../../../core/store/refusals.ts";

it("batches of refusals share 16 slots, so that the item does not grow with them", () => {
  const numbers = [...Array.from({ length: 100 }, (_, index) => index), 2 ** 32 - 1];
  const slots = numbers.map((number) => {
    const refusals = { keyId: "3kTMd92x", date: "2027-01-15", counts: { limit: 1 } };
    const update = addRefusals("table", "acct_1", refusals, { id: `batch-${number}`, number });
    return update.ExpressionAttributeNames?.["#batch"];
  });
  expect(new Set(slots)).toEqual(new Set(Array.from({ length: 16 }, (_, slot) => `b${slot}`)));
  expect(slots.at(-1)).toBe("b15");
});
