import { describe, expect, it } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { type App, Stack } from "aws-cdk-lib/core";
import { readRoutes } from "../../infra/support/routes.ts";

function routesOf(app: App, api: string): (readonly [string, unknown])[] {
  const [stack] = app.node.children;
  if (!Stack.isStack(stack)) throw new Error("the app has no stack");
  return readRoutes(Template.fromStack(stack), api).map(({ route, properties }) => [
    route,
    properties.AuthorizationType,
  ]);
}

describe("the CDK examples", () => {
  it("protect every route of an existing API but the health check", async () => {
    const { app } = await import("../../../examples/cdk-protect/app.ts");
    expect(routesOf(app, "Orders")).toEqual([
      ["GET /orders", "CUSTOM"],
      ["GET /health", "NONE"],
    ]);
  });

  it("protect the routes of Python functions", async () => {
    const { app } = await import("../../../examples/cdk-python-lambda/app.ts");
    expect(routesOf(app, "Api")).toEqual([
      ["GET /orders", "CUSTOM"],
      ["POST /orders", "CUSTOM"],
      ["GET /greeting", "CUSTOM"],
      ["GET /health", "NONE"],
    ]);
  });

  it("forward whatever is called, once it has a key", async () => {
    const { app } = await import("../../../examples/cdk-forward/app.ts");
    const routes = routesOf(app, "KeysGate").filter(([, type]) => type === "CUSTOM");
    expect(routes.map(([route]) => route)).toEqual(["ANY /", "ANY /{proxy+}", "POST /reports"]);
  });
});
