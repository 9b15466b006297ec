import { describe, expect, it } from "@jest/globals";
import { dynamoDbItem } from "../../../bench/harness/database/dynamodb-json.ts";
import { withBase64, withBytes } from "../../../bench/harness/lambdas/sdk-values.ts";
import { plainItem } from "../../../core/store/attribute-value.ts";

describe("values between the product's store and the SDK's client", () => {
  const json = {
    Key: { pk: { S: "KEY#1" } },
    Values: { ":d": { B: Buffer.from("digest").toString("base64") }, ":l": { L: [{ N: "1" }] } },
  };

  it("turn Base64 into bytes and back, and leave the rest alone", () => {
    const values = withBytes(json);
    expect(values).toEqual({
      ...json,
      Values: { ...json.Values, ":d": { B: Buffer.from("digest") } },
    });
    expect(withBase64(values)).toEqual(json);
  });
});

describe("an item in DynamoDB's JSON", () => {
  it("is read back by the product's own reader", () => {
    const item = {
      s: "a",
      n: 1.5,
      yes: true,
      bytes: Buffer.from([1, 2]),
      list: [0, 1],
      map: { day: 5 },
    };
    expect(plainItem(dynamoDbItem(item))).toEqual(item);
  });

  it("is refused where a value has no form", () => {
    expect(() => dynamoDbItem({ when: new Date() })).toThrow(TypeError);
  });
});
