import { describe, expect, it } from "@jest/globals";
import { fromEnvironment } from "../../../verifier/from-environment.ts";

const environment = {
  LATCHKEY_TABLE_NAME: "Keys",
  LATCHKEY_PEPPER_SECRET_ARN: "pepper",
  LATCHKEY_VERIFIER_CONFIG: JSON.stringify({ keyPrefix: "acme_" }),
};

describe("fromEnvironment", () => {
  it("reads the options of a verifier", () => {
    expect(fromEnvironment(environment)).toEqual({
      tableName: "Keys",
      pepperSecretArn: "pepper",
      config: { keyPrefix: "acme_" },
    });
  });

  it.each(Object.keys(environment))("names %s where it is missing or empty", (name) => {
    for (const value of [undefined, ""]) {
      expect(() => fromEnvironment({ ...environment, [name]: value })).toThrow(
        `fromEnvironment: ${name} is not set: give the server`,
      );
    }
  });

  it.each(['{"keyPrefix":"acme_"', "null", "7", '"acme_"', '["acme_"]'])(
    "does not take the product's defaults for a configuration that is %s",
    (json) => {
      const broken = { ...environment, LATCHKEY_VERIFIER_CONFIG: json };
      expect(() => fromEnvironment(broken)).toThrow(
        "LATCHKEY_VERIFIER_CONFIG is not JSON of an object",
      );
    },
  );
});
