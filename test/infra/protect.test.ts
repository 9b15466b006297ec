import { describe, expect, it } from "@jest/globals";
import { Match, Template } from "aws-cdk-lib/assertions";
import {
  AuthorizationType,
  CfnDeployment,
  CfnMethod,
  CfnStage,
  Deployment,
  HttpIntegration,
  LambdaIntegration,
  ResponseType,
  RestApi,
  Stage,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Duration, Stack } from "aws-cdk-lib/core";
import type { ProtectOptions } from "../../lib/index.ts";
import { fromEnvironment } from "../../verifier/from-environment.ts";
import { parseOptions } from "../../verifier/options.ts";
import { readRoutes } from "./support/routes.ts";
import { declareApi, declareUserApp, scopes } from "./support/user-app.ts";

const good: ProtectOptions = {
  open: ["GET /health"],
  scopes: { "GET /orders": "orders:read", "ANY /orders": "orders:write" },
  costs: { "POST /orders": 5 },
  obeysVerdict: true,
};

type UserApp = ReturnType<typeof declareUserApp>;

function expectFailure({ app }: UserApp, message: string): void {
  expect(() => app.synth()).toThrow(message);
}

describe("a protected API", () => {
  it("asks an authorizer of its own on every route but the open ones", () => {
    const user = declareUserApp();
    user.keys.protect(user.api, good);
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
    user.keys.protect(user.api, good);
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
    user.keys.protect(user.api, good);
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
    user.keys.protect(user.api, good);
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
    user.keys.protect(api, { ...good, obeysVerdict: ["GET /orders", "POST /orders"] });
    expect(() => user.app.synth()).not.toThrow();
  });
});

describe("synthesis refuses", () => {
  const cases: readonly [string, (user: UserApp) => void, string][] = [
    [
      "a method added after protect()",
      ({ keys, api, orders, writes }) => {
        keys.protect(api, good);
        orders.addMethod("DELETE", new LambdaIntegration(writes));
      },
      "DELETE /orders: was added after protect()",
    ],
    [
      "a method that an override opens again",
      ({ keys, api, orders }) => {
        keys.protect(api, good);
        const method = orders.node.findAll().find((node) => node instanceof CfnMethod);
        method?.addPropertyOverride("AuthorizationType", "NONE");
      },
      "GET /orders: has lost Latchkey's authorizer",
    ],
    [
      "a function that is not known to obey the verdict",
      ({ keys, api }) => keys.protect(api, { ...good, obeysVerdict: ["GET /orders"] }),
      "POST /orders: its function is not known to obey the verdict",
    ],
    [
      "an integration that runs no function",
      ({ keys, api }) => {
        api.root.addMethod("GET", new HttpIntegration("https://example.com"));
        keys.protect(api, good);
      },
      "GET /: runs no Lambda function by proxy",
    ],
    [
      "a mock that is not listed as open",
      ({ keys, api }) => keys.protect(api, { obeysVerdict: true }),
      "GET /health: runs no Lambda function by proxy",
    ],
    [
      "an open route that there is not",
      ({ keys, api }) => keys.protect(api, { ...good, open: ["GET /health", "POST /health"] }),
      "POST /health in open: the API has no such route; there is GET /health",
    ],
    [
      "a cost of a route that there is not",
      ({ keys, api }) => keys.protect(api, { ...good, costs: { "PUT /orders": 2 } }),
      "PUT /orders in costs: the API has no such route; there is GET /orders, POST /orders",
    ],
    [
      "a second gateway response",
      ({ keys, api }) => {
        api.addGatewayResponse("Mine", { type: ResponseType.ACCESS_DENIED });
        keys.protect(api, good);
      },
      "The API has a gateway response ACCESS_DENIED of its own",
    ],
    [
      "a method in another stack",
      ({ keys, api, app }) => {
        const other = new Stack(app, "Other");
        const { restApiId, restApiRootResourceId: rootResourceId } = api;
        const seen = RestApi.fromRestApiAttributes(other, "Seen", { restApiId, rootResourceId });
        seen.root.addMethod("PUT", new HttpIntegration("https://example.com"));
        keys.protect(api, good);
      },
      "is a method in another stack than the API",
    ],
    [
      "another deployment, whose stage would stay as it was",
      ({ keys, api, stack }) => {
        const seen = RestApi.fromRestApiId(stack, "Seen", api.restApiId);
        const deployment = new Deployment(stack, "Copy", { api: seen });
        new Stage(stack, "Beta", { deployment, stageName: "beta" });
        keys.protect(api, good);
      },
      "Shop/Orders: Shop/Copy/Resource: is another deployment of the API",
    ],
    [
      "a stage that caches responses",
      ({ keys, reads, stack }) => {
        const cached = new RestApi(stack, "Cached", {
          deployOptions: { cachingEnabled: true },
        });
        cached.root.addMethod("GET", new LambdaIntegration(reads));
        keys.protect(cached, { obeysVerdict: true });
      },
      "Shop/Cached: Shop/Cached/DeploymentStage.prod/Resource: caches responses of * /*",
    ],
    [
      "a protected route that another stage caches, by an override",
      ({ keys, api, stack }) => {
        keys.protect(api, good);
        const { latestDeployment: deployment } = api;
        if (!deployment) return;
        const beta = new CfnStage(stack, "Beta", {
          restApiId: api.restApiId,
          deploymentId: deployment.deploymentId,
          stageName: "beta",
        });
        beta.addPropertyOverride("MethodSettings", [
          { HttpMethod: "GET", ResourcePath: "/~1orders", CachingEnabled: true },
          { HttpMethod: "GET", ResourcePath: "/~1health", CachingEnabled: true },
        ]);
      },
      "Shop/Orders: Shop/Beta: caches responses of GET /orders, so callers",
    ],
    [
      "such a deployment by its bare type, in another stack, after protect()",
      ({ keys, api, app }) => {
        keys.protect(api, good);
        new CfnDeployment(new Stack(app, "Other"), "Copy", { restApiId: api.restApiId });
      },
      "Shop/Orders: Other/Copy: is another deployment of the API",
    ],
  ];
  it.each(cases)("%s", (_, change, message) => {
    const user = declareUserApp();
    change(user);
    expectFailure(user, message);
  });
});

describe("protect() throws for", () => {
  const cases: readonly [string, (user: UserApp) => void, string][] = [
    [
      "a scope that is not configured",
      ({ keys, api }) => keys.protect(api, { scopes: { "GET /orders": "orders:all" } }),
      'scopes["GET /orders"] must be a configured scope (orders:read, orders:write), not orders:all',
    ],
    [
      "a cost that no plan can pay",
      ({ keys, api }) => keys.protect(api, { costs: { "GET /orders": 601 } }),
      'costs["GET /orders"] must be an integer from 1 to 600',
    ],
    [
      "a route in unknown syntax",
      ({ keys, api }) => keys.protect(api, { open: ["get /health"] }),
      'open "get /health" is no route: write METHOD /path',
    ],
    [
      "a path that ends in a slash",
      ({ keys, api }) => keys.protect(api, { open: ["GET /health/"] }),
      'open "GET /health/" is no route',
    ],
    [
      "a route that is open twice",
      ({ keys, api }) => keys.protect(api, { open: ["GET /health", "GET /health"] }),
      "open names GET /health twice",
    ],
    [
      "an open route with a cost",
      ({ keys, api }) => keys.protect(api, { ...good, open: ["POST /orders"] }),
      "POST /orders is open, so it cannot be in costs",
    ],
    [
      "an API that is protected already",
      ({ keys, api }) => {
        keys.protect(api, good);
        keys.protect(api, good);
      },
      "Shop/Orders is protected already",
    ],
    [
      "an API that does not deploy itself",
      ({ keys, stack }) => keys.protect(new RestApi(stack, "Still", { deploy: false })),
      "Shop/Still must deploy itself",
    ],
    [
      "an API that is a clone, whose methods nobody sees",
      ({ keys, stack }) => {
        const cloneFrom = RestApi.fromRestApiId(stack, "Seen", "abcdefghij");
        keys.protect(new RestApi(stack, "Clone", { cloneFrom }));
      },
      "Shop/Clone: only a RestApi whose methods this app declares can be protected",
    ],
    [
      "a method with an authorizer of its own",
      ({ keys, api, orders, reads, writes }) => {
        orders.addMethod("PUT", new LambdaIntegration(writes), {
          authorizationType: AuthorizationType.CUSTOM,
          authorizer: new TokenAuthorizer(api, "Own", { handler: reads }),
        });
        keys.protect(api, good);
      },
      "PUT /orders has an authorizer already (CUSTOM)",
    ],
    [
      "more rules than fit into a function's environment",
      ({ keys, api }) => {
        const many = Array.from({ length: 100 }, (_, n) => [
          `GET /orders/path-number-${n}/{id}`,
          2,
        ]);
        keys.protect(api, { costs: Object.fromEntries(many) });
      },
      "costs and scopes are too many",
    ],
  ];
  it.each(cases)("%s", (_, change, message) => {
    const user = declareUserApp();
    expect(() => change(user)).toThrow(message);
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
