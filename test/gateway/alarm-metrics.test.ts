import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { type RunningLatchkey, type StartOptions, startLocal } from "../../local/start.ts";
import { type Synthesised, synthesised } from "../infra/support/synthesised.ts";
import { type SeverableProxy, startSeverableProxy } from "../support/severable-proxy.ts";
import { type Alterations, alterAssembly } from "./support/altered-assembly.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

/*
 * Reach: 127.0.0.1; the template of prod as `npm start` serves it. What each alarm on a metric of AWS's own
 * waits for is made to happen, and the run measures it under the namespace, name and dimensions of that alarm.
 * log-metrics.test.ts does this for the metrics that are counted from logs.
 */

let prod: Synthesised;
let receiver: Server;
let database: RunningLatchkey;
let line: SeverableProxy;
let run: RunningLatchkey;
const directories: string[] = [];

beforeAll(async () => {
  receiver = createServer((_, response) => void response.writeHead(500).end());
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  const port = typeof address === "object" ? address?.port : 0;
  const webhookUrl = `http://127.0.0.1:${port}/hook`;
  prod = await synthesised("prod", { context: { webhookUrl } });
  database = await startLocal({ port: 0 });
  line = await startSeverableProxy(database.dynamodbEndpoint);
  run = await start({ dynamodbEndpoint: line.url, queueSpeed: 100_000 });
});

afterAll(async () => {
  await run?.stop();
  await line?.close();
  await database?.stop();
  receiver?.close();
  receiver?.closeAllConnections();
  prod?.dispose();
  for (const directory of directories) rmSync(directory, { recursive: true });
});

const start = (options: Partial<StartOptions>) =>
  startLocal({
    port: 0,
    assemblyDirectory: prod.directory,
    reportFailure: () => {},
    ...options,
  });

/** The run of what somebody changed by hand, for as long as `use` takes. */
async function altered(
  changes: Alterations,
  use: (altered: RunningLatchkey) => Promise<void>,
): Promise<void> {
  const directory = alterAssembly(prod.directory, "Latchkey-prod", changes);
  directories.push(directory);
  const started = await start({ assemblyDirectory: directory });
  try {
    await use(started);
  } finally {
    await started.stop();
  }
}

const nothing = { samples: 0, sum: 0, least: 0, greatest: 0 };

/** The values that the metric of an alarm has had so far. */
function measuredBy({ watchedMetrics }: RunningLatchkey, name: string) {
  const found = watchedMetrics().find(({ logicalId }) =>
    new RegExp(`^Alarms${name}[0-9A-F]{8}$`).test(logicalId),
  );
  if (!found) throw new Error(`there is no alarm ${name}`);
  return found.statistics ?? nothing;
}

/** Resolves once the metric has a value, such as one that comes only after some attempts. */
async function seen(latchkey: RunningLatchkey, name: string): Promise<void> {
  while (measuredBy(latchkey, name).greatest === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const models = ({ url }: RunningLatchkey, key = issueKey(randomBytes, defaultKeyPrefix).text) =>
  fetch(`${url}/api/v1/models`, { headers: { Authorization: `Bearer ${key}` } });

const accounts = ({ url, operatorToken }: RunningLatchkey) =>
  fetch(`${url}/api/manage/v1/accounts`, { headers: { Authorization: `Bearer ${operatorToken}` } });

const faultless = ["PublicApiFaults", "ManagementApiFaults", "DistributionFaults"];
const calm = ["AuthorizerErrors", "AuthorizerThrottles", "TableReadThrottles"];

/** The alarms that a test here provokes; each adds its own. */
const provoked = new Set<string>();

function provokes(names: readonly string[], what: string, test: () => Promise<void>): void {
  for (const name of names) provoked.add(name);
  it(`${names.join(" and ")}: ${what}`, test);
}

it("nothing is wrong while all goes well, and all of it is measured", async () => {
  const { key } = await newKeyOf(run, await newAccount(run, "agency"));
  expect((await callModels(run, key)).status).toBe(200);
  for (const name of [...faultless, ...calm]) {
    expect([name, measuredBy(run, name).sum]).toEqual([name, 0]);
  }
  for (const name of faultless) expect(measuredBy(run, name).samples).toBeGreaterThan(0);
});

provokes(["AuthorizerLatency", "Concurrency"], "any call", async () => {
  await Promise.all([models(run), models(run)]);
  expect(measuredBy(run, "AuthorizerLatency").greatest).toBeGreaterThan(0);
  expect(measuredBy(run, "Concurrency").greatest).toBeGreaterThan(1);
});

provokes(faultless, "a table out of reach, at each API", async () => {
  const { key } = await newKeyOf(run, await newAccount(run, "agency"));
  line.cut();
  try {
    expect((await models(run, key)).status).toBe(503);
    expect(measuredBy(run, "PublicApiFaults").sum).toBe(1);
    expect(measuredBy(run, "ManagementApiFaults").sum).toBe(0);
    expect((await accounts(run)).status).toBe(503);
  } finally {
    line.mend();
  }
  expect(measuredBy(run, "ManagementApiFaults").sum).toBe(1);
  expect(measuredBy(run, "DistributionFaults")).toMatchObject({ least: 0, sum: 200 });
});

provokes(["AuthorizerErrors", "ManagementAuthorizerErrors"], "functions that throw", () => {
  const broken = ["FunctionsAuthorizerFunction", "FunctionsManagementAuthorizerFunction"];
  return altered({ broken }, async (one) => {
    expect((await models(one)).status).toBe(503);
    expect(measuredBy(one, "AuthorizerErrors").sum).toBe(1);
    expect(measuredBy(one, "ManagementAuthorizerErrors").sum).toBe(0);
    expect((await accounts(one)).status).toBe(503);
    expect(measuredBy(one, "ManagementAuthorizerErrors").sum).toBe(1);
    expect(measuredBy(one, "AuthorizerThrottles").sum).toBe(0);
  });
});

provokes(["AuthorizerThrottles", "ManagementAuthorizerThrottles"], "no concurrency left", () => {
  const type = "AWS::Lambda::Function";
  const properties = { ReservedConcurrentExecutions: 0 };
  const set = [
    { of: "FunctionsAuthorizerFunction", type, properties },
    { of: "FunctionsManagementAuthorizerFunction", type, properties },
  ];
  return altered({ set }, async (one) => {
    expect((await models(one)).status).toBe(503);
    expect(measuredBy(one, "AuthorizerThrottles").sum).toBe(1);
    expect((await accounts(one)).status).toBe(503);
    expect(measuredBy(one, "ManagementAuthorizerThrottles").sum).toBe(1);
    expect(measuredBy(one, "AuthorizerErrors").sum).toBe(0);
  });
});

provokes(["TableReadThrottles", "TableWriteThrottles"], "more than the table may take", () => {
  const OnDemandThroughput = { MaxReadRequestUnits: 1, MaxWriteRequestUnits: 1 };
  const properties = { OnDemandThroughput };
  const set = [{ of: "Table", type: "AWS::DynamoDB::Table", properties }];
  return altered({ set }, async (one) => {
    const statuses = async (call: () => Promise<Response>) => {
      const responses = await Promise.all(Array.from({ length: 20 }, call));
      return new Set(responses.map(({ status }) => status));
    };
    expect(await statuses(() => models(one))).toContain(503);
    expect(measuredBy(one, "TableWriteThrottles").sum).toBeGreaterThan(0);
    // The management API has the time to try reads again.
    await Promise.all([accounts(one), accounts(one), accounts(one)]);
    expect(measuredBy(one, "TableReadThrottles").sum).toBeGreaterThan(0);
  });
});

provokes(["WebhookDeadLetters"], "an endpoint that refuses every attempt", async () => {
  await newAccount(run, "agency");
  await seen(run, "WebhookDeadLetters");
  expect(measuredBy(run, "EventFailures").sum).toBe(0);
});

provokes(["EventFailures"], "a publisher that fails until the event is given up", () => {
  const type = "AWS::Lambda::EventSourceMapping";
  const set = [{ of: "EventsStream", type, properties: { MaximumRetryAttempts: 0 } }];
  return altered({ broken: ["EventsPublisherFunction"], set }, async (one) => {
    await manage(one, "PUT", "/accounts/lost", { plan: "agency" });
    await seen(one, "EventFailures");
  });
});

it("every alarm is provoked here, or counts what is counted from logs", () => {
  const own = ["PepperUnreachable", "MissingVerdicts", "AnsweredPastVerdict", "InvalidKeyFlood"];
  const fromLogs = [...own, "ManagementRefusals"];
  const alarms = run.watchedMetrics();
  const names = alarms.map(({ logicalId }) => logicalId.replace(/^Alarms|[0-9A-F]{8}$/g, ""));
  expect(names.sort()).toEqual([...provoked, ...fromLogs].sort());
  const isOfAws = alarms.filter(({ metric }) => metric.namespace.startsWith("AWS/"));
  expect(isOfAws).toHaveLength(provoked.size);
});
