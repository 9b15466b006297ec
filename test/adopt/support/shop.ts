import { fileURLToPath } from "node:url";
import {
  LambdaIntegration,
  MockIntegration,
  PassthroughBehavior,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { Duration } from "aws-cdk-lib/core";
import { Latchkey } from "../../../lib/index.ts";
import { type ServedApp, serveUserApp } from "./user-app.ts";

/** An app of somebody else's that protects its APIs, served as it would be deployed. */
export interface RunningShop extends ServedApp {
  /** The existing API. */
  readonly url: string;
  /** The API that forwards everything to an HTTP back end. */
  readonly forwardingUrl: string;
}

const withVerdict = fileURLToPath(
  new URL("../../../functions/http/with-verdict.ts", import.meta.url),
);

/** A function that obeys the verdict by itself. */
const ordering = `
import { withVerdict } from ${JSON.stringify(withVerdict)};
export const handler = withVerdict(async (event, caller) => ({
  statusCode: 201,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ ordered: event.body, by: caller }),
}));`;

/** One that knows nothing of keys. It tells what reached it. */
const listing = `
export const handler = async ({ headers, multiValueHeaders, requestContext, queryStringParameters }) => {
  if (queryStringParameters?.fail) throw new Error("broken");
  if (queryStringParameters?.slow) await new Promise((resolve) => setTimeout(resolve, 5000));
  if (queryStringParameters?.odd) return "no proxy response";
  return {
    statusCode: 200,
    headers: { "Content-Type": "application/json", "x-ratelimit-limit": "made up" },
    multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
    body: JSON.stringify({ headers, multiValueHeaders, authorizer: requestContext.authorizer }),
  };
};`;

const health = new MockIntegration({
  passthroughBehavior: PassthroughBehavior.NEVER,
  requestTemplates: { "application/json": '{"statusCode": 200}' },
  integrationResponses: [
    { statusCode: "200", responseTemplates: { "application/json": '{"ok":true}' } },
  ],
});

export async function startShop(backEndUrl: string): Promise<RunningShop> {
  const served = await serveUserApp((stack, declare) => {
    const keys = new Latchkey(stack, "Keys", {
      scopes: { "orders:read": { label: "Read orders", description: "See what was ordered." } },
    });
    keys.addOutputs();
    const api = new RestApi(stack, "Orders", {
      cloudWatchRole: false,
      deployOptions: { stageName: "shop" },
    });
    const orders = api.root.addResource("orders");
    const listed = keys.forward(declare("Listing", listing), { timeout: Duration.seconds(2) });
    orders.addMethod("GET", new LambdaIntegration(listed));
    orders.addMethod("POST", new LambdaIntegration(declare("Ordering", ordering)));
    api.root
      .addResource("v1")
      .addResource("verify")
      .addMethod("ANY", new LambdaIntegration(listed));
    api.root.addResource("health").addMethod("GET", health, {
      methodResponses: [{ statusCode: "200" }],
    });
    keys.protect(api, {
      open: ["GET /health"],
      scopes: { "GET /orders": "orders:read", "ANY /v1/verify": "orders:read" },
      costs: { "POST /orders": 3 },
      obeysVerdict: ["POST /orders"],
    });
    const back = keys.forward(backEndUrl, { timeout: Duration.seconds(2) });
    keys.protectedApi("Forwarding", {
      routes: {
        "ANY /{proxy+}": { handler: back },
        "ANY /": { handler: back },
      },
      restApiProps: { deployOptions: { stageName: "back" }, binaryMediaTypes: ["image/png"] },
    });
  });
  const { url } = served.running;
  return { ...served, url: `${url}/shop`, forwardingUrl: `${url}/back` };
}
