import { fileURLToPath } from "node:url";
import {
  LambdaIntegration,
  MockIntegration,
  PassthroughBehavior,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { App, Stack } from "aws-cdk-lib/core";
import { Latchkey } from "../../lib/index.ts";

function codeOf(directory: string): Code {
  return Code.fromAsset(fileURLToPath(new URL(directory, import.meta.url)), {
    exclude: ["README.md", "test_*.py", "__pycache__"],
  });
}

export const app = new App({ autoSynth: false });
const stack = new Stack(app, "PythonShop");

const keys = new Latchkey(stack, "Keys", {
  product: { name: "Python Shop" },
  scopes: { "orders:write": { label: "Order", description: "Order something." } },
});
keys.addOutputs();

// app.py and latchkey_verdict.py beside it, whose decorator obeys the verdict.
const orders = new LambdaFunction(stack, "Orders", {
  runtime: Runtime.PYTHON_3_13,
  handler: "app.handler",
  code: codeOf("../python-lambda"),
});

// It knows nothing of keys.
const greet = new LambdaFunction(stack, "Greet", {
  runtime: Runtime.PYTHON_3_13,
  handler: "greeting.handler",
  code: codeOf("greeting"),
});

const api = new RestApi(stack, "Api", { cloudWatchRole: false });
const path = api.root.addResource("orders");
path.addMethod("GET", new LambdaIntegration(orders));
path.addMethod("POST", new LambdaIntegration(orders));
api.root.addResource("greeting").addMethod("GET", new LambdaIntegration(keys.forward(greet)));
const health = new MockIntegration({
  passthroughBehavior: PassthroughBehavior.NEVER,
  requestTemplates: { "application/json": '{"statusCode": 200}' },
  integrationResponses: [{ statusCode: "200" }],
});
api.root.addResource("health").addMethod("GET", health, {
  methodResponses: [{ statusCode: "200" }],
});

keys.protect(api, {
  open: ["GET /health"],
  scopes: { "POST /orders": "orders:write" },
  costs: { "POST /orders": 5 },
  // The decorator does; nothing in a template could tell.
  obeysVerdict: ["GET /orders", "POST /orders"],
});

app.synth();
