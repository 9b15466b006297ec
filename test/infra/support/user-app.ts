import {
  LambdaIntegration,
  MockIntegration,
  PassthroughBehavior,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { App, Stack } from "aws-cdk-lib/core";
import type { LatchkeyProps, ProtectOptions } from "../../../lib/index.ts";
import { Latchkey } from "../../../lib/latchkey.ts";

export const scopes = {
  "orders:read": { label: "Read orders", description: "See what was ordered." },
  "orders:write": { label: "Write orders", description: "Order something." },
};

/** A protection that the app below takes. */
export const goodProtection: ProtectOptions = {
  open: ["GET /health"],
  scopes: { "GET /orders": "orders:read", "ANY /orders": "orders:write" },
  costs: { "POST /orders": 5 },
  obeysVerdict: true,
};

/** Somebody's app: a stack with Latchkey and a REST API of two functions and an open health check. */
export function declareUserApp(props: LatchkeyProps = { scopes }, outdir?: string) {
  const app = new App({ autoSynth: false, ...(outdir === undefined ? {} : { outdir }) });
  const stack = new Stack(app, "Shop");
  const keys = new Latchkey(stack, "Keys", props);
  return { app, stack, keys, ...declareApi(stack) };
}

export function declareApi(stack: Stack, id = "Orders") {
  const [reads, writes] = ["Reads", "Writes"].map((name) => declareFunction(stack, id + name));
  if (!reads || !writes) throw new Error("no functions");
  const api = new RestApi(stack, id, { cloudWatchRole: false });
  const orders = api.root.addResource("orders");
  orders.addMethod("GET", new LambdaIntegration(reads));
  orders.addMethod("POST", new LambdaIntegration(writes));
  const health = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    integrationResponses: [
      { statusCode: "200", responseTemplates: { "application/json": '{"ok":true}' } },
    ],
  });
  api.root.addResource("health").addMethod("GET", health, {
    methodResponses: [{ statusCode: "200" }],
  });
  return { api, orders, reads, writes };
}

export function declareFunction(stack: Stack, id: string, code = "exports.handler = 1;") {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: Code.fromInline(code),
  });
}
