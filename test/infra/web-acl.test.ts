import { describe, expect, it } from "@jest/globals";
import { Match, Template } from "aws-cdk-lib/assertions";
import { App, Stack } from "aws-cdk-lib/core";
import { Latchkey } from "../../lib/latchkey.ts";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import type { LatchkeyProps } from "../../lib/latchkey-props.ts";
import { configuration } from "./support/stages.ts";

const synthesised = new Map<string, Promise<Readonly<Record<string, Template>>>>();

/** The templates of `prod`, changed, by stack: of each change once. */
function templatesOf(changes: object): Promise<Readonly<Record<string, Template>>> {
  const named = JSON.stringify(changes);
  const templates = synthesised.get(named) ?? synthesise(changes);
  synthesised.set(named, templates);
  return templates;
}

async function synthesise(changes: object): Promise<Readonly<Record<string, Template>>> {
  const { prod } = configuration.stages;
  if (!prod) throw new Error("there is no stage prod");
  const app = await latchkeyApp({
    stage: "prod",
    configuration: { ...configuration, stages: { prod: { ...prod, ...changes } } },
  });
  const stacks = app.node.children.filter((child) => Stack.isStack(child));
  return Object.fromEntries(stacks.map((stack) => [stack.node.id, Template.fromStack(stack)]));
}

async function prodOf(changes: object = {}): Promise<Template> {
  const template = (await templatesOf(changes))["Latchkey-prod"];
  if (!template) throw new Error("there is no stack of prod");
  return template;
}

function aclsOf(template: Template, scope: "REGIONAL" | "CLOUDFRONT") {
  return Object.entries(
    template.findResources("AWS::WAFv2::WebACL", { Properties: { Scope: scope } }),
  );
}

const underManagement = {
  ByteMatchStatement: {
    FieldToMatch: { UriPath: {} },
    // NORMALIZE_PATH leaves /../ at the beginning, which CloudFront removes.
    PositionalConstraint: "CONTAINS",
    SearchString: "/api/manage/",
    TextTransformations: [
      { Priority: 0, Type: "URL_DECODE" },
      { Priority: 1, Type: "NORMALIZE_PATH" },
    ],
  },
};

describe("the web ACLs of prod", () => {
  it("stand before the management API and the distribution, not before the public API", async () => {
    const template = await prodOf();
    template.resourceCountIs("AWS::WAFv2::WebACL", 2);
    template.resourceCountIs("AWS::WAFv2::WebACLAssociation", 1);
    const [[id] = []] = aclsOf(template, "REGIONAL");
    template.hasResourceProperties("AWS::WAFv2::WebACLAssociation", {
      WebACLArn: { "Fn::GetAtt": [id, "Arn"] },
      ResourceArn: {
        "Fn::Join": [
          "",
          Match.arrayWith([{ Ref: Match.stringLikeRegexp("^ManagementApiRestApi") }]),
        ],
      },
    });
    const [[edgeId] = []] = aclsOf(template, "CLOUDFRONT");
    template.hasResourceProperties("AWS::CloudFront::Distribution", {
      DistributionConfig: { WebACLId: { "Fn::GetAtt": [edgeId, "Arn"] } },
    });
  });

  it("count by the connection's address, and let the distribution pass by its secret alone", async () => {
    const [[, acl] = []] = aclsOf(await prodOf(), "REGIONAL");
    const [rule, ...others] = acl?.Properties.Rules ?? [];
    expect(others).toEqual([]);
    const { RateBasedStatement: rate } = rule.Statement;
    expect(rate).toMatchObject({ AggregateKeyType: "IP", Limit: 1000, EvaluationWindowSec: 60 });
    const { ByteMatchStatement: proof } = rate.ScopeDownStatement.NotStatement.Statement;
    expect(proof).toMatchObject({
      FieldToMatch: { SingleHeader: { Name: "x-latchkey-origin-secret" } },
      PositionalConstraint: "EXACTLY",
    });
    expect(JSON.stringify(proof.SearchString)).toMatch(
      /resolve:secretsmanager:.*SecretsOrigin.*SecretString/,
    );
  });

  it("count the management API's paths at the edge, however they are written", async () => {
    const [[, acl] = []] = aclsOf(await prodOf(), "CLOUDFRONT");
    expect(acl?.Properties.Rules).toMatchObject([
      {
        Statement: { RateBasedStatement: { Limit: 1000, ScopeDownStatement: underManagement } },
        Action: {
          Block: {
            CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: "Management" },
          },
        },
      },
    ]);
    expect(acl?.Properties.CustomResponseBodies).toEqual({
      Management: {
        ContentType: "APPLICATION_JSON",
        Content: '{"error":"Forbidden","code":"forbidden"}',
      },
    });
  });

  it("keep no samples, whose headers would hold keys and tokens", async () => {
    const template = await prodOf({ webAcl: { management: {}, public: { perMinute: 6000 } } });
    const text = JSON.stringify(template.findResources("AWS::WAFv2::WebACL"));
    expect(text).toContain('"SampledRequestsEnabled":false');
    expect(text).not.toContain('"SampledRequestsEnabled":true');
  });
});

describe("a web ACL for the public API too", () => {
  it("has a rule of its own at each place", async () => {
    const template = await prodOf({ webAcl: { management: {}, public: { perMinute: 6000 } } });
    const limits = Object.values(template.findResources("AWS::WAFv2::WebACL")).map(
      ({ Properties }) =>
        Properties.Rules.map(
          ({ Statement }: { Statement: { RateBasedStatement: { Limit: number } } }) =>
            Statement.RateBasedStatement.Limit,
        ),
    );
    expect(limits.map(String).sort()).toEqual(["1000", "1000,6000", "6000"]);
    template.resourceCountIs("AWS::WAFv2::WebACLAssociation", 2);
  });
});

it("no path escapes the public rate by naming the management API further on", async () => {
  const template = await prodOf({ webAcl: { management: {}, public: { perMinute: 6000 } } });
  const [[, acl] = []] = aclsOf(template, "CLOUDFRONT");
  const { Statement } = acl?.Properties.Rules[1] ?? {};
  const [api, management] = Statement.RateBasedStatement.ScopeDownStatement.AndStatement.Statements;
  expect(api.ByteMatchStatement).toMatchObject({
    SearchString: "/api/",
    PositionalConstraint: "CONTAINS",
  });
  expect(management.NotStatement.Statement.ByteMatchStatement).toMatchObject({
    SearchString: "/api/manage/",
    PositionalConstraint: "STARTS_WITH",
  });
});

describe("an allow list", () => {
  it("blocks every other address, of both versions, in place of a rate", async () => {
    const from = ["192.0.2.1", "2001:db8::/32"];
    const template = await prodOf({ webAcl: { management: { from } } });
    for (const scope of ["REGIONAL", "CLOUDFRONT"] as const) {
      const [[, acl] = []] = aclsOf(template, scope);
      const rules = acl?.Properties.Rules;
      expect(rules).toHaveLength(1);
      expect(rules[0].Statement.AndStatement.Statements).toHaveLength(3);
      const sets = template.findResources("AWS::WAFv2::IPSet", { Properties: { Scope: scope } });
      const addresses = Object.values(sets).map(({ Properties }) => Properties.Addresses);
      expect(addresses).toEqual([["192.0.2.1/32"], ["2001:db8::/32"]]);
    }
    template.resourcePropertiesCountIs("AWS::WAFv2::WebACL", {}, 2);
  });

  it("has a rate too, where one is set", async () => {
    const management = { from: ["192.0.2.1"], perMinute: 300 };
    const [[, acl] = []] = aclsOf(await prodOf({ webAcl: { management } }), "REGIONAL");
    expect(acl?.Properties.Rules.map(({ Name }: { Name: string }) => Name)).toEqual([
      "DirectAddress",
      "DirectRate",
    ]);
  });
});

describe("outside us-east-1", () => {
  it("has the distribution's web ACL in a small stack there", async () => {
    const templates = await templatesOf({
      region: "eu-central-1",
      account: "111111111111",
      edgeLogs: false,
    });
    expect(Object.keys(templates).sort()).toEqual(["Latchkey-prod", "Latchkey-prod-edge"]);
    const { "Latchkey-prod": main, "Latchkey-prod-edge": edge } = templates;
    if (!main || !edge) throw new Error("a stack is missing");
    expect(aclsOf(main, "CLOUDFRONT")).toEqual([]);
    expect(aclsOf(main, "REGIONAL")).toHaveLength(1);
    expect(aclsOf(edge, "CLOUDFRONT")).toHaveLength(1);
  });
});

describe("a Latchkey of another app", () => {
  function templateOf(props: LatchkeyProps): Template {
    const stack = new Stack(new App(), "Shop");
    new Latchkey(stack, "Keys", props);
    return Template.fromStack(stack);
  }

  it("without a distribution counts every request", () => {
    const [[, acl] = []] = aclsOf(templateOf({ webAcl: {} }), "REGIONAL");
    expect(acl?.Properties.Rules[0].Statement.RateBasedStatement).toEqual({
      AggregateKeyType: "IP",
      EvaluationWindowSec: 60,
      Limit: 1000,
    });
  });

  it("has none unless it is set", () => {
    templateOf({}).resourceCountIs("AWS::WAFv2::WebACL", 0);
  });
});

describe("throttles and concurrency", () => {
  it("are set for the routes and the functions that are named", async () => {
    const template = await prodOf({
      throttles: {
        public: { ratePerSecond: 2000, burst: 2000 },
        management: { ratePerSecond: 50, burst: 100 },
        routes: { "GET /v1/models": { ratePerSecond: 100, burst: 200 } },
      },
      reservedConcurrency: { public: 400, management: 20 },
    });
    template.hasResourceProperties("AWS::ApiGateway::Stage", {
      MethodSettings: Match.arrayWith([
        Match.objectLike({
          HttpMethod: "GET",
          ResourcePath: "/~1v1~1models",
          ThrottlingRateLimit: 100,
          ThrottlingBurstLimit: 200,
        }),
      ]),
    });
    const reserved = Object.entries(template.findResources("AWS::Lambda::Function")).flatMap(
      ([id, { Properties }]) => {
        const { ReservedConcurrentExecutions: count } = Properties;
        return count === undefined
          ? []
          : [`${/^Functions([A-Za-z]+?)Function/.exec(id)?.[1]} ${count}`];
      },
    );
    expect(reserved.sort()).toEqual([
      "Account 400",
      "AccountManagement 20",
      "Authorizer 400",
      "KeyManagement 20",
      "LeakReport 400",
      "ManagementAuthorizer 20",
      "Models 400",
      "Operations 20",
    ]);
  });

  it("of a route that is not there are refused by name", async () => {
    const throttles = {
      public: { ratePerSecond: 1, burst: 1 },
      management: { ratePerSecond: 1, burst: 1 },
      routes: { "GET /v1/nothing": { ratePerSecond: 1, burst: 1 } },
    };
    await expect(templatesOf({ throttles })).rejects.toThrow(
      'throttles.routes["GET /v1/nothing"] is no route of either API',
    );
  });
});
