import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import * as z from "zod";
import { synthesised } from "./support/synthesised.ts";

const text = readFileSync(
  new URL("../../examples/deploy-role/template.json", import.meta.url),
  "utf8",
);
const statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]),
  Principal: z.unknown().optional(),
  Resource: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
const template = z
  .object({
    Conditions: z.unknown(),
    Resources: z.object({
      Provider: z.object({ Condition: z.string().optional() }),
      Role: z.object({
        Properties: z.object({
          AssumeRolePolicyDocument: z.object({ Statement: z.array(statement) }),
          Policies: z.array(
            z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) }),
          ),
        }),
      }),
    }),
  })
  .parse(JSON.parse(text));
const { Properties: role } = template.Resources.Role;
const statements = role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

it("the role of CI may do what `npm run deploy` does, and no whole service", () => {
  const actions = statements.flatMap(({ Action }) => Action);
  expect(actions.sort()).toEqual([
    "cloudformation:DescribeStacks",
    "cloudformation:GetTemplate",
    "cloudformation:SetStackPolicy",
    "cloudformation:UpdateTerminationProtection",
    "secretsmanager:GetSecretValue",
    "sts:AssumeRole",
  ]);
  for (const { Resource } of statements) expect(Resource).not.toBe("*");
});

it("the role of CI is for one environment of one repository", () => {
  const [trust] = role.AssumeRolePolicyDocument.Statement;
  expect(JSON.stringify(trust?.Condition)).toMatch(
    /repo:\$\{Repository\}:environment:\$\{Environment\}/,
  );
});

it("the role of CI trusts the identity provider that the account has, or makes one", () => {
  const [trust] = role.AssumeRolePolicyDocument.Statement;
  const made = { "Fn::GetAtt": ["Provider", "Arn"] };
  const given = { Ref: "ProviderArn" };
  expect(template.Conditions).toEqual({ MakesProvider: { "Fn::Equals": [given, ""] } });
  expect(template.Resources.Provider.Condition).toBe("MakesProvider");
  expect(trust?.Principal).toEqual({ Federated: { "Fn::If": ["MakesProvider", made, given] } });
});

it("the role of CI reads the operator token of the stage by its pinned id, and no other secret", async () => {
  const [, id = ""] = /secret:(\w+)-\*/.exec(text) ?? [];
  const { template: prod } = await synthesised("prod");
  expect(Object.keys(prod.findResources("AWS::SecretsManager::Secret"))).toContain(id);
});
