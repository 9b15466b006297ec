import { describe, expect, it } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { App, Stack } from "aws-cdk-lib/core";
import { buildSite, Latchkey, type LatchkeyProps } from "../../lib/index.ts";
import { readRoutes } from "./support/routes.ts";
import { declareUserApp, scopes } from "./support/user-app.ts";

describe("a Latchkey", () => {
  it("needs no properties, and then has neither page nor users", () => {
    const { stack } = declareUserApp({});
    const template = Template.fromStack(stack);
    template.resourceCountIs("AWS::CloudFront::Distribution", 0);
    template.resourceCountIs("AWS::Cognito::UserPool", 0);
    template.resourceCountIs("AWS::DynamoDB::Table", 1);
  });

  it("has a page, a distribution and a user pool if it is given a site", () => {
    const site = {
      assets: [],
      pages: [],
      texts: [],
      filesNaming: () => [],
      appPage: () => "",
      consolePage: () => "",
    };
    const template = Template.fromStack(declareUserApp({ site }).stack);
    template.resourceCountIs("AWS::CloudFront::Distribution", 1);
    template.resourceCountIs("AWS::Cognito::UserPool", 1);
  });

  const site = {
    assets: [],
    pages: [],
    texts: [],
    filesNaming: () => [],
    appPage: () => "",
    consolePage: () => "",
  };
  it.each<[string, LatchkeyProps, boolean]>([
    ["not by itself", {}, false],
    ["if it is asked for", { sampleRoute: true }, true],
    ["with a site, whose documentation calls it", { site }, true],
  ])("serves and describes the sample route %s", (_, props, isServed) => {
    const { app, stack } = declareUserApp(props);
    expect(() => app.synth()).not.toThrow();
    const template = Template.fromStack(stack);
    const routes = readRoutes(template, "KeysPublicApi").map(({ route }) => route);
    expect(routes).toContain("GET /v1/account");
    expect(routes.includes("GET /v1/models")).toBe(isServed);
    const text = JSON.stringify(template.toJSON());
    expect(text.includes("listModels")).toBe(isServed);
    expect(text.includes("Latchkey: lists the models")).toBe(isServed);
  });

  it("has those for operators whom a claim of another issuer says to be", () => {
    const operators = { claim: "groups", admin: ["keys-admin"], support: [] };
    const issuer = { url: "https://issuer.example", audience: "api", clientId: "page" };
    const template = Template.fromStack(declareUserApp({ issuer, operators }).stack);
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { OIDC_OPERATORS: JSON.stringify(operators) } },
    });
  });

  it("gets the page of its own product", async () => {
    const props: LatchkeyProps = { product: { name: "Pear Shop" }, scopes };
    const site = await buildSite(props);
    const pages = site.pages.map(({ content }) => String(content));
    expect(pages.some((page) => page.includes("Pear Shop"))).toBe(true);
    expect(() => declareUserApp({ ...props, site }).app.synth()).not.toThrow();
  });

  it("can be there twice in one stack", () => {
    const site = {
      assets: [],
      pages: [],
      texts: [],
      filesNaming: () => [],
      appPage: () => "",
      consolePage: () => "",
    };
    const app = new App();
    const stack = new Stack(app, "Shop");
    new Latchkey(stack, "Keys", { site });
    new Latchkey(stack, "Others", { site, keyPrefix: "pk_live_", alarms: {} });
    expect(() => app.synth()).not.toThrow();
    const template = Template.fromStack(stack);
    template.resourceCountIs("AWS::ApiGateway::Account", 1);
    for (const [type, name] of [
      ["AWS::ApiGateway::RestApi", "Name"],
      ["AWS::Cognito::UserPoolDomain", "Domain"],
      ["AWS::CloudFront::Function", "Name"],
      ["AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig"],
      ["AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig"],
    ] as const) {
      const names = Object.values(template.findResources(type)).map(({ Properties }) =>
        JSON.stringify(Properties[name]),
      );
      expect(names.length).toBeGreaterThan(1);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it("need not have the scopes of the product's own routes", () => {
    expect(() => declareUserApp({ scopes })).not.toThrow();
  });

  it("have by default the scopes that a route of theirs asks for, and no other", () => {
    const scopesOf = (props: LatchkeyProps) => {
      const { keys } = declareUserApp(props);
      return Object.keys(
        JSON.parse(keys.verifierEnvironment.LATCHKEY_VERIFIER_CONFIG ?? "").scopes,
      );
    };
    expect(scopesOf({})).toEqual(["account:read"]);
    expect(scopesOf({ sampleRoute: true })).toEqual(["models:read", "account:read"]);
    expect(scopesOf({ scopes })).toEqual(Object.keys(scopes));
  });

  const wrong: readonly [string, LatchkeyProps, string][] = [
    ["a plan", { plans: [] }, "Shop/Keys: plans must have exactly one plan with initial: true"],
    ["a prefix", { keyPrefix: "SK" }, "Shop/Keys: keyPrefix must be 3 to 20 of a-z"],
    [
      "a route's scope",
      { routes: { "GET /v1/models": { scope: "no:such" } } },
      'Shop/Keys: routes["GET /v1/models"].scope must be null or a configured scope',
    ],
    [
      "an imported prefix",
      { keys: { imported: { prefix: "sk_live_old" } } },
      "Shop/Keys: keys.imported.prefix must not begin with the product's own prefix",
    ],
    [
      "a domain",
      {
        domain: {
          name: "keys.example.com",
          certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/a",
        },
      },
      "Shop/Keys: domain needs site",
    ],
    [
      "the sample route",
      { site, sampleRoute: false },
      "Shop/Keys: sampleRoute must be true with site, whose documentation calls it",
    ],
    [
      "days",
      { retention: { whenDeleted: "keep", logDays: 90, auditDays: 0 } },
      "Shop/Keys: retention.auditDays must be an integer from 1",
    ],
  ];
  it.each(wrong)("names the path of what is wrong with %s", (_, props, message) => {
    const stack = new Stack(new App({ autoSynth: false }), "Shop");
    expect(() => new Latchkey(stack, "Keys", props)).toThrow(message);
  });

  it("names a field that there is not", () => {
    const stack = new Stack(new App({ autoSynth: false }), "Shop");
    const props = { keyPrefix: "sk_live_", plan: [] };
    expect(() => new Latchkey(stack, "Keys", props)).toThrow("Shop/Keys: plan is no field");
  });
});
