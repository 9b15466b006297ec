import { expect, it, jest } from "@jest/globals";
import fc from "fast-check";

it("properties take their random values from the run's seed", () => {
  expect(fc.readConfigureGlobal()).toEqual({ seed: jest.getSeed() });
  const drawn = () => {
    const values: number[] = [];
    fc.assert(fc.property(fc.integer(), (value) => void values.push(value)));
    return values;
  };
  expect(drawn()).toEqual(drawn());
});
