import { describe, expect, it } from "@jest/globals";
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
import { Stack } from "aws-cdk-lib/core";
import { declareUserApp, goodProtection } from "./support/user-app.ts";

type UserApp = ReturnType<typeof declareUserApp>;

function expectFailure({ app }: UserApp, message: string): void {
  expect(() => app.synth()).toThrow(message);
}

describe("synthesis refuses", () => {
  const cases: readonly [string, (user: UserApp) => void, string][] = [
    [
      "a method added after protect()",
      ({ keys, api, orders, writes }) => {
        keys.protect(api, goodProtection);
        orders.addMethod("DELETE", new LambdaIntegration(writes));
      },
      "DELETE /orders: was added after protect()",
    ],
    [
      "a method that an override opens again",
      ({ keys, api, orders }) => {
        keys.protect(api, goodProtection);
        const method = orders.node.findAll().find((node) => node instanceof CfnMethod);
        method?.addPropertyOverride("AuthorizationType", "NONE");
      },
      "GET /orders: has lost Latchkey's authorizer",
    ],
    [
      "a function that is not known to obey the verdict",
      ({ keys, api }) => keys.protect(api, { ...goodProtection, obeysVerdict: ["GET /orders"] }),
      "POST /orders: its function is not known to obey the verdict",
    ],
    [
      "an integration that runs no function",
      ({ keys, api }) => {
        api.root.addMethod("GET", new HttpIntegration("https://example.com"));
        keys.protect(api, goodProtection);
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
      ({ keys, api }) =>
        keys.protect(api, { ...goodProtection, open: ["GET /health", "POST /health"] }),
      "POST /health in open: the API has no such route; there is GET /health",
    ],
    [
      "a cost of a route that there is not",
      ({ keys, api }) => keys.protect(api, { ...goodProtection, costs: { "PUT /orders": 2 } }),
      "PUT /orders in costs: the API has no such route; there is GET /orders, POST /orders",
    ],
    [
      "a second gateway response",
      ({ keys, api }) => {
        api.addGatewayResponse("Mine", { type: ResponseType.ACCESS_DENIED });
        keys.protect(api, goodProtection);
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
        keys.protect(api, goodProtection);
      },
      "is a method in another stack than the API",
    ],
    [
      "another deployment, whose stage would stay as it was",
      ({ keys, api, stack }) => {
        const seen = RestApi.fromRestApiId(stack, "Seen", api.restApiId);
        const deployment = new Deployment(stack, "Copy", { api: seen });
        new Stage(stack, "Beta", { deployment, stageName: "beta" });
        keys.protect(api, goodProtection);
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
        keys.protect(api, goodProtection);
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
        keys.protect(api, goodProtection);
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
      ({ keys, api }) => keys.protect(api, { ...goodProtection, open: ["POST /orders"] }),
      "POST /orders is open, so it cannot be in costs",
    ],
    [
      "an API that is protected already",
      ({ keys, api }) => {
        keys.protect(api, goodProtection);
        keys.protect(api, goodProtection);
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
        keys.protect(api, goodProtection);
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
