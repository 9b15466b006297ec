/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: these placeholders are CloudFormation's */
import { describe, expect, it } from "@jest/globals";
import { parseTemplate } from "../../template/document.ts";
import { evaluate, evaluateText } from "../../template/intrinsics.ts";
import { Stack } from "../../template/stack.ts";

const stack = new Stack(
  "Test",
  parseTemplate({
    Parameters: {
      Size: { Type: "String", Default: "large" },
      Bootstrap: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/cdk/version" },
    },
    Mappings: { Sizes: { large: { memory: 512 } } },
    Conditions: {
      IsLarge: { "Fn::Equals": [{ Ref: "Size" }, "large"] },
      IsSmall: { "Fn::Not": [{ Condition: "IsLarge" }] },
      Either: { "Fn::Or": [{ Condition: "IsLarge" }, { Condition: "IsSmall" }] },
      Both: { "Fn::And": [{ Condition: "IsLarge" }, { Condition: "IsSmall" }] },
    },
    Resources: {
      Table: { Type: "AWS::DynamoDB::Table" },
      Named: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "given" } },
      Api: { Type: "AWS::ApiGateway::RestApi" },
      Secret: { Type: "AWS::SecretsManager::Secret" },
      Absent: { Type: "AWS::IAM::Role", Condition: "IsSmall" },
    },
  }),
);

describe("intrinsic functions", () => {
  it.each([
    [{ Ref: "AWS::Region" }, "us-east-1"],
    [{ Ref: "AWS::AccountId" }, "000000000000"],
    [{ Ref: "Size" }, "large"],
    [{ Ref: "Table" }, "Test-Table"],
    [{ Ref: "Named" }, "given"],
    [
      { "Fn::GetAtt": ["Table", "Arn"] },
      "arn:aws:dynamodb:us-east-1:000000000000:table/Test-Table",
    ],
    [{ "Fn::GetAtt": "Named.Arn" }, "arn:aws:dynamodb:us-east-1:000000000000:table/given"],
    [{ "Fn::Join": ["-", ["a", { Ref: "Size" }, 7]] }, "a-large-7"],
    [{ "Fn::Select": ["2", { "Fn::Split": [":", "a:b:c"] }] }, "c"],
    [{ "Fn::Sub": "${AWS::StackName}/${Size}/${!kept}" }, "Test/large/${kept}"],
    [{ "Fn::Sub": ["${Own}-${Table}", { Own: { Ref: "Size" } }] }, "large-Test-Table"],
    [{ "Fn::Sub": "${Table.Arn}" }, "arn:aws:dynamodb:us-east-1:000000000000:table/Test-Table"],
    [{ "Fn::FindInMap": ["Sizes", { Ref: "Size" }, "memory"] }, 512],
    [{ "Fn::If": ["IsLarge", "yes", { "Fn::Unknown": [] }] }, "yes"],
    [{ "Fn::If": ["Both", "yes", "no"] }, "no"],
    [{ "Fn::If": ["Either", "yes", "no"] }, "yes"],
    [
      { nested: [{ Ref: "Size" }, { Ref: "AWS::NoValue" }], gone: { Ref: "AWS::NoValue" } },
      { nested: ["large"] },
    ],
  ])("evaluates %j", (value, expected) => {
    expect(evaluate(value, stack)).toEqual(expected);
  });

  it("leaves an IAM statement's Condition alone", () => {
    const statement = { Condition: { StringEquals: { a: { Ref: "Size" } } } };
    expect(evaluate(statement, stack)).toEqual({ Condition: { StringEquals: { a: "large" } } });
  });

  it.each([
    [{ "Fn::ImportValue": "x" }, /Fn::ImportValue/],
    [{ Ref: "Nothing" }, /Nothing/],
    [{ "Fn::GetAtt": ["Table", "Unheard"] }, /Table\.Unheard/],
    [{ "Fn::Select": ["3", ["a"]] }, /selects element 3/],
    [{ Ref: "Bootstrap" }, /Bootstrap/],
  ])("refuses %j instead of passing it on", (value, message) => {
    expect(() => evaluate(value, stack)).toThrow(message);
  });

  it("refuses an object where text is needed", () => {
    expect(() => evaluateText({ a: 1 }, stack)).toThrow("where text is needed");
  });

  it("gives the same ids on every run, of the kind that AWS makes up", () => {
    expect(stack.ref("Api")).toMatch(/^[a-z0-9]{10}$/);
    expect(stack.ref("Api")).toBe(stack.ref("Api"));
    expect(stack.ref("Secret")).toMatch(
      /^arn:aws:secretsmanager:.*:secret:Test-Secret-[a-z0-9]{6}$/,
    );
  });

  it("leaves out resources whose condition does not hold", () => {
    expect(stack.resources().map(({ logicalId }) => logicalId)).not.toContain("Absent");
  });
});
