import { describe, expect, it } from "@jest/globals";
import { Match, Template } from "aws-cdk-lib/assertions";
import {
  CfnDeployment,
  HttpIntegration,
  LambdaIntegration,
  RestApi,
  Stage,
} from "aws-cdk-lib/aws-apigateway";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Duration, Stack } from "aws-cdk-lib/core";
import type { ProtectOptions } from "../../lib/index.ts";
import { fromEnvironment } from "../../verifier/from-environment.ts";
import { parseOptions } from "../../verifier/options.ts";
import { readRoutes } from "./support/routes.ts";
import { declareApi, declareUserApp, goodProtection, scopes } from "./support/user-app.ts";

type UserApp = ReturnType<typeof declareUserApp>;

function _expectFailure({ app }: UserApp, message: string): void {
  expect(() => app.synth()).toThrow(message);
}

describe("a protected API", () => {
  it("asks an authorizer of its own on every route but the open ones", () => {
    const user = declareUserApp();
    user.keys.protect(user.api, goodProtection);
    const template = Template.fromStack(user.stack);
    const routes = readRoutes(template, "Orders").map(({ route, properties }) => [
      route,
      properties.AuthorizationType,
      properties.AuthorizerId,
    ]);
    const [id] = Object.entries(template.findResources("AWS::ApiGateway::Authorizer"))
      .filter(([, { Properties }]) => Properties.Name === "Latchkey")
      .map(([logicalId]) => logicalId);
    expect(routes).toEqual([
      ["GET /orders", "CUSTOM", { Ref: id }],
      ["POST /orders", "CUSTOM", { Ref: id }],
      ["GET /health", "NONE", undefined],
    ]);
    template.hasResourceProperties("AWS::ApiGateway::Authorizer", {
      Name: "Latchkey",
      Type: "REQUEST",
      AuthorizerResultTtlInSeconds: 0,
    });
  });

  it("gives its authorizer the rules of its routes, and no verify endpoint", () => {
    const user = declareUserApp();
    user.keys.protect(user.api, goodProtection);
    const configs = Object.values(
      Template.fromStack(user.stack).findResources("AWS::Lambda::Function"),
    ).map(({ Properties }) => Properties.Environment?.Variables.LATCHKEY_CONFIG);
    const own = configs.map((json) => JSON.parse(json ?? "{}"));
    expect(own.filter(({ answersVerify }) => answersVerify === false)).toEqual([
      expect.objectContaining({
        routes: {
          "POST /orders": { scope: "orders:write", cost: 5 },
          "GET /orders": { scope: "orders:read" },
          "ANY /orders": { scope: "orders:write" },
        },
      }),
    ]);
  });

  it("has another deployment for each of three protections", () => {
    const ids = [
      {},
      { open: ["GET /health"] },
      { open: ["GET /health", "GET /orders"] },
    ] satisfies ProtectOptions[];
    const deployments = [...ids, undefined].map((options) => {
      const user = declareUserApp();
      if (options) user.keys.protect(user.api, { ...options, obeysVerdict: true });
      return JSON.stringify(user.stack.resolve(user.api.latestDeployment?.deploymentId));
    });
    expect(new Set(deployments).size).toBe(4);
  });

  it("leaves a stranger's API in the same stack alone", () => {
    const user = declareUserApp();
    declareApi(user.stack, "Stranger");
    user.keys.protect(user.api, goodProtection);
    const routes = readRoutes(Template.fromStack(user.stack), "Stranger");
    expect(routes.map(({ properties }) => properties.AuthorizationType)).toEqual([
      "NONE",
      "NONE",
      "NONE",
    ]);
  });

  it("may have another stage of its latest deployment, and a stranger's API its own", () => {
    const user = declareUserApp();
    const { api: stranger } = declareApi(user.stack, "Stranger");
    new CfnDeployment(user.stack, "Copy", { restApiId: stranger.restApiId });
    user.keys.protect(user.api, goodProtection);
    const { latestDeployment: deployment } = user.api;
    if (deployment) new Stage(user.stack, "Beta", { deployment, stageName: "beta" });
    expect(() => user.app.synth()).not.toThrow();
  });

  it("may have its open routes cached", () => {
    const user = declareUserApp();
    const api = new RestApi(user.stack, "Cached", {
      cloudWatchRole: false,
      deployOptions: {
        throttlingRateLimit: 100,
        methodOptions: {
          "/health/GET": { cachingEnabled: true },
          "/orders/GET": { cachingEnabled: false },
        },
      },
    });
    api.root.addResource("health").addMethod("GET", new HttpIntegration("https://example.com"));
    api.root.addResource("orders").addMethod("GET", new LambdaIntegration(user.reads));
    user.keys.protect(api, { open: ["GET /health"], obeysVerdict: true });
    expect(() => user.app.synth()).not.toThrow();
  });

  it("may be in another stack than its keys", () => {
    const user = declareUserApp();
    const other = new Stack(user.app, "Other");
    const { api } = declareApi(other);
    const forwarded = user.keys.forward("https://example.com");
    api.root.addMethod("ANY", new LambdaIntegration(forwarded));
    user.keys.protect(api, { ...goodProtection, obeysVerdict: ["GET /orders", "POST /orders"] });
    expect(() => user.app.synth()).not.toThrow();
  });
});

describe("a server that checks keys by itself", () => {
  it("may judge keys and read the pepper, and nothing else", () => {
    const { keys, stack } = declareUserApp();
    const role = new Role(stack, "Server", {
      assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com"),
    });
    keys.grantVerify(role).assertSuccess();
    const template = Template.fromStack(stack);
    const [policy] = Object.values(
      template.findResources("AWS::IAM::Policy", {
        Properties: { Roles: [{ Ref: Match.stringLikeRegexp("^Server") }] },
      }),
    );
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Action: ["dynamodb:Query", "dynamodb:UpdateItem"],
        Effect: "Allow",
        Resource: stack.resolve(keys.table.tableArn),
        Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["KEY#*"] } },
      },
      {
        Action: "secretsmanager:GetSecretValue",
        Effect: "Allow",
        Resource: stack.resolve(keys.secrets.pepper.secretArn),
      },
    ]);
  });

  it("gets an environment that the verifier understands", () => {
    const { keys, stack } = declareUserApp({ scopes, keyPrefix: "pk_live_" });
    const { LATCHKEY_VERIFIER_CONFIG, ...others } = keys.verifierEnvironment;
    expect(Object.values(others).map((value) => stack.resolve(value))).toEqual([
      stack.resolve(keys.table.tableName),
      stack.resolve(keys.secrets.pepper.secretArn),
    ]);
    const environment = {
      LATCHKEY_TABLE_NAME: "Table",
      LATCHKEY_PEPPER_SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:Pepper-a1",
      LATCHKEY_VERIFIER_CONFIG,
    };
    const options = parseOptions(fromEnvironment(environment), {});
    expect(options).toMatchObject({ tableName: "Table", region: "eu-west-1" });
    expect(options.config).toMatchObject({ keyPrefix: "pk_live_", scopes, importedKeys: "none" });
    for (const name of Object.keys(environment)) {
      expect(() => fromEnvironment({ ...environment, [name]: undefined })).toThrow(name);
    }
  });
});

describe("forward() throws for", () => {
  it.each([
    "orders.example.com",
    "ftp://example.com",
    ["https://user", "word@example.com"].join(":"),
    "https://example.com/?a=1",
    "https://example.com/#a",
  ])("%s", (url) => {
    const { keys } = declareUserApp();
    expect(() => keys.forward(url)).toThrow("must be a base URL");
  });

  it("a time-out that Lambda does not allow", () => {
    const { keys } = declareUserApp();
    expect(() => keys.forward("https://example.com", { timeout: Duration.minutes(15) })).toThrow(
      "timeout must be 1 to 890 s, not 900 s",
    );
  });
});

describe("forward()", () => {
  it("has one function for each back end, which may call that one alone", () => {
    const { keys, stack, reads, writes } = declareUserApp();
    const [one, same, other, web] = [reads, reads, writes, "https://example.com"].map((target) =>
      keys.forward(target),
    );
    expect(same).toBe(one);
    expect(new Set([one, other, web]).size).toBe(3);
    const policies = Object.values(Template.fromStack(stack).findResources("AWS::IAM::Policy"));
    const invoking = policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === "lambda:InvokeFunction");
    expect(invoking.map(({ Resource }) => Resource)).toEqual(
      [reads, writes].map(({ functionArn }) => stack.resolve(functionArn)),
    );
  });
});
