import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LambdaIntegration, LogGroupLogDestination, RestApi } from "aws-cdk-lib/aws-apigateway";
import { CachePolicy, Distribution, OriginRequestPolicy } from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { type App, Stack } from "aws-cdk-lib/core";
import { accessLogFormat } from "../../lib/index.ts";
import { LatchkeyKeys } from "../../lib/latchkey.ts";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { parseFilterPattern } from "../../packages/cfn-local/logs/filter-pattern.ts";
import { alterAssembly } from "./support/altered-assembly.ts";
import { manage, newAccount, newKeyOf } from "./support/operator.ts";

/*
 * Reach: 127.0.0.1; prod with two APIs of somebody else's, by `protectedApi` and by `protect`. Nothing is at the
 * address that they forward to, which is enough to tell refused from judged.
 */

const directory = mkdtempSync(join(tmpdir(), "latchkey-protected-"));
const runDirectory = join(directory, "run");
let latchkey: RunningLatchkey;
let template: { readonly Resources: Readonly<Record<string, Resource>> };

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare parts of templates.
  readonly Properties: any;
}

beforeAll(async () => {
  const app = await latchkeyApp({ stage: "prod", outdir: join(directory, "assembly") });
  declareApis(app);
  template = app.synth().getStackByName("Latchkey-prod").template;
  latchkey = await startLocal({
    port: 0,
    runDirectory,
    assemblyDirectory: join(directory, "assembly"),
    reportFailure: () => {},
  });
});

afterAll(async () => {
  await latchkey?.stop();
  rmSync(directory, { recursive: true });
});

function declareApis(app: App): void {
  const stack = app.node.children.find((child) => child instanceof Stack);
  const keys = stack?.node.tryFindChild("Default");
  if (!stack || !(keys instanceof LatchkeyKeys)) throw new Error("the app has no Latchkey");
  const handler = keys.forward("http://127.0.0.1:9");
  const shop = keys.protectedApi("Shop", {
    routes: { "GET /goods": handler, "GET /open": { handler, open: true } },
    restApiProps: { deployOptions: { stageName: "shop" } },
  });
  const accessLog = new LogGroup(stack, "OrdersLog");
  const orders = new RestApi(stack, "Orders", {
    cloudWatchRole: false,
    deployOptions: {
      stageName: "orders",
      accessLogDestination: new LogGroupLogDestination(accessLog),
      accessLogFormat,
    },
  });
  orders.root.addResource("list").addMethod("GET", new LambdaIntegration(handler));
  keys.protect(orders, { accessLog });
  const distribution = stack.node.findAll().find((child) => child instanceof Distribution);
  for (const { restApiId, deploymentStage } of [shop, orders]) {
    const host = `${restApiId}.execute-api.${stack.region}.${stack.urlSuffix}`;
    distribution?.addBehavior(`/${deploymentStage.stageName}/*`, new HttpOrigin(host), {
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    });
  }
}

const apis = [
  ["protectedApi", "/shop/goods", /^ShopAccessLog/],
  ["protect with its access log", "/orders/list", /^OrdersLog/],
] as const;

async function call(path: string, key: string): Promise<Response> {
  return fetch(`${latchkey.url}${path}`, { headers: { Authorization: `Bearer ${key}` } });
}

async function lineOf({ headers }: Response): Promise<string> {
  const requestId = headers.get("x-amzn-requestid");
  for (;;) {
    const lines = readFileSync(join(runDirectory, "access.log"), "utf8").split("\n");
    const found = lines.find((text) => text.includes(`"${requestId}"`));
    if (found !== undefined) return found;
    await pause(20);
  }
}

/** The names of the metrics that filters of a log count a line in. */
function countedBy(log: RegExp, line: string): string[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === "AWS::Logs::MetricFilter")
    .filter(({ Properties }) => log.test(Properties.LogGroupName.Ref))
    .filter(({ Properties }) => parseFilterPattern(Properties.FilterPattern)(line))
    .map(({ Properties }) => Properties.MetricTransformations[0].MetricName)
    .sort();
}

describe.each(apis)("an API of %s", (_, path, log) => {
  it("has its refusals on the key, and in the metrics of the product", async () => {
    const account = await newAccount(latchkey, "agency");
    const { id, key } = await newKeyOf(latchkey, account);
    await manage(latchkey, "PATCH", `/accounts/${account}/keys/${id}`, { is_active: false });
    const response = await call(path, key);
    expect(response.status).toBe(401);
    const metrics = countedBy(log, await lineOf(response));
    expect(metrics.filter((name) => name !== "ExtraRoundTrips")).toEqual([
      "InvalidKeys",
      "Refusals",
    ]);
    const refusals = async () =>
      (await manage(latchkey, "GET", `/accounts/${account}/keys/${id}?include=refusals`)).json
        .refusals;
    while (JSON.stringify(await refusals()).includes("paused") === false) await pause(50);
    expect(JSON.stringify(await refusals())).toContain('"paused":1');
  });

  it("has its requests looked up by their ids, with their reasons", async () => {
    const account = await newAccount(latchkey, "free");
    const { id, key } = await newKeyOf(latchkey, account);
    const refused = await call(path, key);
    await lineOf(refused);
    const requestId = refused.headers.get("x-amzn-requestid");
    const { status, json } = await manage(latchkey, "GET", `/requests/${requestId}`);
    expect([status, json]).toEqual([
      200,
      expect.objectContaining({ reason: "plan", key_id: id, account_id: account }),
    ]);
  });

  it("has an alarm for 5xx, which faults of the back end raise too", async () => {
    const name = path.startsWith("/shop") ? "ShopRestApi" : "Orders";
    const before = measuredBy(latchkey, `${name}LatchkeyFaults`);
    const { key } = await newKeyOf(latchkey, await newAccount(latchkey, "agency"));
    expect((await call(path, key)).status).toBe(502);
    expect(measuredBy(latchkey, `${name}LatchkeyFaults`) - before).toBe(1);
  });

  it("has what it admits in the metrics", async () => {
    const { key } = await newKeyOf(latchkey, await newAccount(latchkey, "agency"));
    await call(path, key);
    const response = await call(path, key);
    expect([response.status, countedBy(log, await lineOf(response))]).toEqual([502, ["Admitted"]]);
  });
});

/** The sum of an alarm's metric so far. */
function measuredBy({ watchedMetrics }: RunningLatchkey, name: string): number {
  const found = watchedMetrics().find(({ logicalId }) => logicalId.startsWith(name));
  if (!found) throw new Error(`there is no alarm ${name}`);
  return found.statistics?.sum ?? 0;
}

it("authorizers that throw or are not started raise the alarms of their own API", async () => {
  const properties = { ReservedConcurrentExecutions: 0 };
  const type = "AWS::Lambda::Function";
  const altered = alterAssembly(join(directory, "assembly"), "Latchkey-prod", {
    broken: ["OrdersLatchkeyFunction"],
    set: [{ of: "ShopRestApiLatchkeyFunction", type, properties }],
  });
  const run = await startLocal({ port: 0, assemblyDirectory: altered, reportFailure: () => {} });
  try {
    for (const [, path] of apis) {
      const headers = { Authorization: "Bearer x" };
      expect((await fetch(`${run.url}${path}`, { headers })).status).toBe(503);
    }
    const sums = ["OrdersLatchkey", "ShopRestApiLatchkey"].map((name) =>
      ["AuthorizerErrors", "AuthorizerThrottles"].map((kind) => measuredBy(run, name + kind)),
    );
    expect(sums).toEqual([
      [1, 0],
      [0, 1],
    ]);
  } finally {
    await run.stop();
    rmSync(altered, { recursive: true });
  }
});

it("every alarm of a protected API is told to the topic, and has a runbook", () => {
  const alarms = Object.entries(template.Resources).filter(
    ([id, { Type }]) => Type === "AWS::CloudWatch::Alarm" && !id.startsWith("Alarms"),
  );
  expect(alarms).toHaveLength(2 * 3);
  const runbooks = readFileSync(new URL("../../docs/runbooks.md", import.meta.url), "utf8");
  for (const [, { Properties }] of alarms) {
    expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^AlarmsTopic/) }]);
    const [, name = "none"] = /#(\S+)$/.exec(Properties.AlarmDescription) ?? [];
    expect(runbooks.toLowerCase()).toContain(`## ${name.replaceAll("-", " ")}`);
  }
});

it("an answer past the verdict counts on protected routes, and not on open ones", () => {
  const line = (resource: string, verdict: string) =>
    JSON.stringify({ method: "GET", resource, verdict, reason: "-", status: "200" });
  const log = /^ShopAccessLog/;
  for (const verdict of ["-", "limited"]) {
    expect(countedBy(log, line("/goods", verdict))).toContain("AnsweredPastVerdict");
  }
  expect(countedBy(log, line("/open", "-"))).not.toContain("AnsweredPastVerdict");
});

it("faults of all authorizers and forwarders count as those of the product", () => {
  const counting = (name: string) =>
    Object.values(template.Resources)
      .filter(({ Type }) => Type === "AWS::Logs::MetricFilter")
      .filter(({ Properties }) => Properties.MetricTransformations[0].MetricName === name)
      .map(({ Properties }) => Properties.LogGroupName.Ref);
  const ofOthers = expect.arrayContaining([
    expect.stringMatching(/^ShopRestApiLatchkeyFunctionLogs/),
    expect.stringMatching(/^OrdersLatchkeyFunctionLogs/),
  ]);
  expect(counting("PepperFaults")).toEqual(ofOthers);
  expect(counting("MissingVerdicts")).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Forward\w+Logs/)]),
  );
});
