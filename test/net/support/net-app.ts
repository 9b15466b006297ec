import { fileURLToPath } from "node:url";
import {
  CachePolicy,
  Distribution,
  OriginProtocolPolicy,
  OriginRequestPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Stack } from "aws-cdk-lib/core";
import { LatchkeyKeys } from "../../../lib/latchkey.ts";
import { latchkeyApp } from "../../../lib/latchkey-app.ts";

/* The product as it is, and below `/gateway` an API of somebody else's behind `keys.forward`. */

const app = await latchkeyApp();
const stack = app.node.children.find((child) => child instanceof Stack);
const keys = stack?.node.tryFindChild("Default");
if (!stack || !(keys instanceof LatchkeyKeys)) throw new Error("the app has no Latchkey");
const backEnd = new LambdaFunction(stack, "Goods", {
  runtime: Runtime.NODEJS_24_X,
  handler: "index.handler",
  code: Code.fromAsset(fileURLToPath(new URL("back-end", import.meta.url))),
});
const handler = keys.forward(backEnd);
const api = keys.protectedApi("Gateway", {
  routes: { "GET /goods": { handler, scope: "models:read", cost: 2 } },
  restApiProps: { deployOptions: { stageName: "gateway" } },
});
const distribution = stack.node.findAll().find((child) => child instanceof Distribution);
const host = `${api.restApiId}.execute-api.${stack.region}.${stack.urlSuffix}`;
distribution?.addBehavior(
  "/gateway/*",
  new HttpOrigin(host, { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY }),
  {
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  },
);
app.synth();
