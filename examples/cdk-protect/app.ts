import { fileURLToPath } from "node:url";
import { LambdaIntegration, RestApi } from "aws-cdk-lib/aws-apigateway";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { App, Stack } from "aws-cdk-lib/core";
import { Latchkey } from "../../lib/index.ts";

export const app = new App({ autoSynth: false });
const stack = new Stack(app, "Shop");

const keys = new Latchkey(stack, "Keys", {
  product: { name: "Shop" },
  scopes: { "orders:read": { label: "Read orders", description: "See what was ordered." } },
});
keys.addOutputs();

const listOrders = new LambdaFunction(stack, "ListOrders", {
  runtime: Runtime.NODEJS_24_X,
  handler: "index.handler",
  // It knows nothing of keys.
  code: Code.fromAsset(fileURLToPath(new URL("list-orders", import.meta.url))),
});

// The API as it was, but for `keys.forward`, and the call of `protect` at its end.
const api = new RestApi(stack, "Orders", { cloudWatchRole: false });
const orders = api.root.addResource("orders");
orders.addMethod("GET", new LambdaIntegration(keys.forward(listOrders)));
api.root.addResource("health").addMethod("GET", new LambdaIntegration(listOrders));

keys.protect(api, { open: ["GET /health"], scopes: { "GET /orders": "orders:read" } });

app.synth();
