import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { supportedTable } from "../supported-table.ts";
import { readProduct } from "../template/product.ts";
import { sourceFile, supportedTypes } from "../template/supported-types.ts";
import { writeAssembly } from "./support/assembly.ts";
import { eventBundles, eventResources } from "./support/event-template.ts";
import {
  cachePolicy,
  originRequestPolicy,
  siteFiles,
  siteResources,
} from "./support/site-template.ts";
import { testBundles, testTemplate } from "./support/template.ts";

const packageDirectory = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, packageDirectory), "utf8");

/** A formatter pads the cells of Markdown tables. */
const withoutPadding = (markdown: string) =>
  markdown.replaceAll(/(?<=^\|.*) +/gm, " ").replaceAll(/(?<=^\|.*)-{2,}/gm, "-");

/** At least one resource of every type whose properties have an effect. */
const template = testTemplate(
  siteResources({
    Cache: cachePolicy(0),
    Forward: originRequestPolicy("none", []),
    ...eventResources,
    Subscription: {
      Type: "AWS::Logs::SubscriptionFilter",
      Properties: {
        LogGroupName: "access",
        FilterPattern: '{ $.status = "401" }',
        DestinationArn: { "Fn::GetAtt": ["EchoFunction", "Arn"] },
      },
    },
    Alarm: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: { Namespace: "AWS/SQS", MetricName: "NumberOfMessagesSent" },
    },
    Client: { Type: "AWS::Cognito::UserPoolClient", Properties: {} },
    Addresses: {
      Type: "AWS::WAFv2::IPSet",
      Properties: { Scope: "REGIONAL", IPAddressVersion: "IPV4", Addresses: ["192.0.2.0/24"] },
    },
    Firewall: {
      Type: "AWS::WAFv2::WebACL",
      Properties: { Scope: "REGIONAL", DefaultAction: { Allow: {} } },
    },
    Association: {
      Type: "AWS::WAFv2::WebACLAssociation",
      Properties: {
        ResourceArn: "arn:aws:apigateway:us-east-1::/restapis/another/stages/api",
        WebACLArn: { "Fn::GetAtt": ["Firewall", "Arn"] },
      },
    },
    Live: {
      Type: "AWS::Lambda::Alias",
      Properties: { FunctionName: { Ref: "EchoFunction" }, FunctionVersion: "1", Name: "live" },
    },
  }),
);

const resources = Object.entries(template.Resources).map(([logicalId, resource]) => ({
  logicalId,
  type: String(Object(resource).Type),
  properties: Object(Object(resource).Properties),
}));

/** Types of which unknown properties are accepted, since only some are read. */
const takesAnything = ["AWS::ApiGateway::Deployment", "AWS::Cognito::UserPoolClient"];

describe("the supported resources", () => {
  it("are listed in README as the schemas have them", () => {
    expect(withoutPadding(read("README.md"))).toContain(`\n${supportedTable()}\n`);
  });

  it.each(Object.keys(supportedTypes).filter((type) => !takesAnything.includes(type)))(
    "of type %s are refused with an unknown property, by its name and file",
    async (type) => {
      const found = resources.find((resource) => resource.type === type);
      const { logicalId, properties } = found ?? { logicalId: "", properties: {} };
      const changed = { Type: type, Properties: { ...properties, Unheard: 1 } };
      const assembly = writeAssembly(
        { ...template, Resources: { ...template.Resources, [logicalId]: changed } },
        { ...testBundles, ...eventBundles },
        siteFiles,
      );
      const file = Object.entries(supportedTypes).find(([one]) => one === type)?.[1] ?? "";
      await expect(readProduct(assembly)).rejects.toThrow(
        `The local gateway cannot serve ${logicalId} (${type}): Unheard: not a supported property (${sourceFile(file)}).`,
      );
    },
  );

  it("are complete in the template that these tests change", () => {
    const types = new Set(resources.map(({ type }) => type));
    expect(Object.keys(supportedTypes).filter((type) => !types.has(type))).toEqual([]);
  });
});
