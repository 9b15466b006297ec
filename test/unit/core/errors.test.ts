import { describe, expect, it } from "@jest/globals";
import { deny, errors, invalidFields, isDenial } from "../../../core/errors.ts";

describe("isDenial", () => {
  it("tells a denial from whatever else a use case may return", () => {
    expect(isDenial(deny(errors.keyNotFound))).toBe(true);
    for (const other of [undefined, null, "denied", 0, {}, { kind: "found" }, { denied: true }]) {
      expect(isDenial(other)).toBe(false);
    }
  });
});

describe("invalidFields", () => {
  it("names each field and its rule in its message", () => {
    const fields = { name: "must be 1 to 100 characters", plan: "must be a plan" };
    expect(invalidFields(fields)).toMatchObject({
      code: "invalid_fields",
      message: "name: must be 1 to 100 characters; plan: must be a plan",
      fields,
    });
  });
});
