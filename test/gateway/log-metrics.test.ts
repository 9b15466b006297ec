import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { type RunningLatchkey, type StartOptions, startLocal } from "../../local/start.ts";
import { parseFilterPattern } from "../../packages/cfn-local/logs/filter-pattern.ts";
import { type Synthesised, synthesised } from "../infra/support/synthesised.ts";
import { type SeverableProxy, startSeverableProxy } from "../support/severable-proxy.ts";
import { alterAssembly } from "./support/altered-assembly.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

/*
 * Reach: 127.0.0.1; the template of prod as `npm start` serves it. The lines that the gateway and the
 * functions write are put through the template's own metric filters, so that each metric behind an alarm or a
 * graph is known to count what it says.
 */

type Log =
  | "PublicApiAccessLog"
  | "ManagementApiAccessLog"
  | "FunctionsAuthorizerLogs"
  | "FunctionsModelsLogs"
  | "FunctionsAccountLogs";

let prod: Synthesised;
let database: RunningLatchkey;
let line: SeverableProxy;
let latchkey: Run;
const directories: string[] = [];

beforeAll(async () => {
  prod = await synthesised("prod");
  database = await startLocal({ port: 0 });
  line = await startSeverableProxy(database.dynamodbEndpoint);
  latchkey = await start({ dynamodbEndpoint: line.url });
});

afterAll(async () => {
  await latchkey?.stop();
  await line?.close();
  await database?.stop();
  prod?.dispose();
  for (const directory of directories) rmSync(directory, { recursive: true });
});

interface Run extends RunningLatchkey {
  readonly printed: string[];
  readonly runDirectory: string;
}

async function start(options: Partial<StartOptions>): Promise<Run> {
  const runDirectory = mkdtempSync(join(tmpdir(), "latchkey-metrics-"));
  directories.push(runDirectory);
  const printed: string[] = [];
  const running = await startLocal({
    port: 0,
    runDirectory,
    assemblyDirectory: prod.directory,
    log: (text) => printed.push(text),
    reportFailure: () => {},
    ...options,
  });
  return { ...running, printed, runDirectory };
}

/** The metrics of prod that count a line of a log, in order; that of reasons with the reason. */
function countedBy(log: Log, text: string): string[] {
  const filters = Object.values(prod.template.findResources("AWS::Logs::MetricFilter"));
  return filters
    .map(({ Properties }) => Properties)
    .filter(({ LogGroupName }) => String(LogGroupName.Ref).startsWith(log))
    .filter(({ FilterPattern }) => parseFilterPattern(FilterPattern)(text))
    .map(({ MetricTransformations: [{ MetricName, MetricValue, Dimensions = [] }] }) => {
      expect(MetricValue).toBe("1");
      const values = Dimensions.map(
        ({ Value }: { Value: string }) => JSON.parse(text)[Value.slice(2)],
      );
      return [MetricName, ...values].join(" ");
    })
    .sort();
}

/** The line of the access log about a request; it is written just after the answer. */
async function lineOf({ runDirectory }: Run, requestId: string | null): Promise<string> {
  for (;;) {
    const lines = readFileSync(join(runDirectory, "access.log"), "utf8").split("\n");
    const found = lines.find((text) => text.includes(`"${requestId}"`));
    if (found !== undefined) return found;
    await pause(20);
  }
}

async function metricsOf(
  run: Run,
  log: Log,
  response: { readonly headers: Headers },
): Promise<string[]> {
  return countedBy(log, await lineOf(run, response.headers.get("x-amzn-requestid")));
}

const models = (run: RunningLatchkey, headers: Record<string, string> = {}) =>
  fetch(`${run.url}/api/v1/models`, { headers });

describe("the access log of the public API counts", () => {
  const of = (response: { readonly headers: Headers }) =>
    metricsOf(latchkey, "PublicApiAccessLog", response);

  it("what was admitted, with the round trips it took", async () => {
    const { key } = await newKeyOf(latchkey, await newAccount(latchkey, "agency"));
    // The first one is read; then the one write suffices.
    await callModels(latchkey, key);
    expect(await of(await callModels(latchkey, key))).toEqual(["Admitted"]);
  });

  it("refusals by their reason, and keys that are not good apart from missing ones", async () => {
    const account = await newAccount(latchkey, "agency");
    const limited = await newKeyOf(latchkey, account, { rate_limit_per_minute: 1 });
    const ineligible = await newKeyOf(latchkey, await newAccount(latchkey, "pro"));
    const paused = await newKeyOf(latchkey, account);
    await manage(latchkey, "PATCH", `/accounts/${account}/keys/${paused.id}`, { is_active: false });
    await callModels(latchkey, limited.key);
    const metrics = async (key: string) =>
      (await of(await callModels(latchkey, key))).filter((name) => name !== "ExtraRoundTrips");
    expect(await metrics(limited.key)).toEqual(["Refusals limit"]);
    expect(await metrics(ineligible.key)).toEqual(["Refusals plan"]);
    expect(await metrics(paused.key)).toEqual(["InvalidKeys", "Refusals paused"]);
    expect(await metrics("junk")).toEqual(["InvalidKeys", "Refusals malformed"]);
    const unknown = issueKey(randomBytes, defaultKeyPrefix).text;
    expect(await metrics(unknown)).toEqual(["InvalidKeys", "Refusals unknown"]);
    expect(await of(await models(latchkey, { Authorization: "Basic eDp5" }))).toEqual([
      "Refusals missing_token",
    ]);
  });

  it("nothing of what needs no key, or is not there", async () => {
    for (const path of ["/api/openapi.json", "/api/nothing", "/api/v1/models/x"]) {
      expect(await of(await fetch(`${latchkey.url}${path}`))).toEqual([]);
    }
    const body = JSON.stringify({ key: issueKey(randomBytes, defaultKeyPrefix).text });
    const headers = { "Content-Type": "application/json" };
    const report = { method: "POST", headers, body };
    const reported = await fetch(`${latchkey.url}/api/leaks/report`, report);
    expect(reported.status).toBeLessThan(300);
    expect(await of(reported)).toEqual([]);
  });

  it("a bad parameter of verify as neither admitted nor refused", async () => {
    const { key } = await newKeyOf(latchkey, await newAccount(latchkey, "agency"));
    const headers = { Authorization: `Bearer ${key}` };
    const verified = await fetch(`${latchkey.url}/api/v1/verify?cost=x`, { headers });
    expect([verified.status, await of(verified)]).toEqual([400, []]);
  });

  it("requests whose write others spoiled, with the extra round trips of that", async () => {
    const account = await newAccount(latchkey, "enterprise");
    const { key } = await newKeyOf(latchkey, account, { rate_limit_per_minute: 600 });
    const seen = new Set<string>();
    for (let round = 0; round < 20 && !seen.has("Contention"); round++) {
      const calls = Array.from({ length: 40 }, () => callModels(latchkey, key));
      for (const response of await Promise.all(calls)) {
        const text = await lineOf(latchkey, response.headers.get("x-amzn-requestid"));
        const { contention, roundTrips } = JSON.parse(text);
        const metrics = countedBy("PublicApiAccessLog", text);
        expect(metrics.includes("Contention")).toBe(Number(contention) > 0);
        expect(metrics.includes("ExtraRoundTrips")).toBe(Number(roundTrips) > 1);
        for (const name of metrics) seen.add(name);
      }
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(["Admitted", "Contention", "ExtraRoundTrips"]),
    );
  });

  it("keys that could not be checked", async () => {
    const { key } = await newKeyOf(latchkey, await newAccount(latchkey, "agency"));
    line.cut();
    const { status, headers } = await callModels(latchkey, key);
    line.mend();
    expect(status).toBe(503);
    expect(await of({ headers })).toEqual(["Refusals unavailable", "Unavailable"]);
  });
});

it("the access log of the management API counts tokens that are not good", async () => {
  const call = (token: string) =>
    fetch(`${latchkey.url}/api/manage/v1/accounts`, {
      headers: { Authorization: `Bearer ${token}` },
    });
  const of = (response: Response) => metricsOf(latchkey, "ManagementApiAccessLog", response);
  const refused = await call(randomBytes(32).toString("base64url"));
  expect([refused.status, await of(refused)]).toEqual([401, ["ManagementRefusals"]]);
  const taken = await call(latchkey.operatorToken);
  expect([taken.status, await of(taken)]).toEqual([200, []]);
});

describe("a deployment that was changed by hand", () => {
  const altered = (changes: Parameters<typeof alterAssembly>[2]) => {
    const directory = alterAssembly(prod.directory, "Latchkey-prod", changes);
    directories.push(directory);
    return start({ assemblyDirectory: directory });
  };

  it("is seen if a function answers what was refused", async () => {
    const run = await altered({ disobedient: ["FunctionsModelsFunction"] });
    try {
      const { key } = await newKeyOf(run, await newAccount(run, "pro"));
      const response = await models(run, { Authorization: `Bearer ${key}` });
      const metrics = await metricsOf(run, "PublicApiAccessLog", response);
      expect([response.status, metrics]).toEqual([
        200,
        expect.arrayContaining(["AnsweredPastVerdict", "Refusals plan"]),
      ]);
    } finally {
      await run.stop();
    }
  });

  it("is seen if a route has no authorizer, whether its function refuses or answers", async () => {
    const run = await altered({
      unguarded: ["PublicApiRestApiv1modelsGET", "PublicApiRestApiv1accountGET"],
      disobedient: ["FunctionsModelsFunction"],
    });
    try {
      const answered = await models(run);
      const metrics = await metricsOf(run, "PublicApiAccessLog", answered);
      expect([answered.status, metrics]).toEqual([200, ["AnsweredPastVerdict"]]);
      expect((await fetch(`${run.url}/api/v1/account`)).status).toBe(500);
      expect(await printedBy(run, "FunctionsAccountLogs")).toEqual(["MissingVerdicts"]);
    } finally {
      await run.stop();
    }
  });
});

it("the functions' logs count a pepper that cannot be read, in text and within Lambda's JSON", async () => {
  const run = await start({});
  try {
    const { key } = await newKeyOf(run, await newAccount(run, "agency"));
    await breakPepper(run);
    await run.recycle();
    expect((await models(run, { Authorization: `Bearer ${key}` })).status).toBe(503);
    expect(await printedBy(run, "FunctionsAuthorizerLogs")).toEqual(["PepperFaults"]);
    const printed = run.printed.find((text) => text.includes("a key could not be checked")) ?? "";
    const wrapped = JSON.stringify({ level: "ERROR", message: printed });
    expect(countedBy("FunctionsAuthorizerLogs", wrapped)).toEqual(["PepperFaults"]);
    const other = JSON.stringify({ level: "error", message: "a key could not be checked" });
    expect(countedBy("FunctionsAuthorizerLogs", other)).toEqual([]);
  } finally {
    await run.stop();
  }
});

/** The first metrics that a function's printed lines count. */
async function printedBy({ printed }: Run, log: Log): Promise<string[]> {
  for (;;) {
    const counted = printed.flatMap((text) => countedBy(log, text));
    if (counted.length > 0) return [...new Set(counted)];
    await pause(20);
  }
}

/** As if somebody had overwritten it by hand. */
async function breakPepper({ outputs, runDirectory }: Run): Promise<void> {
  const { endpoints } = JSON.parse(readFileSync(join(runDirectory, "run.json"), "utf8"));
  const SecretId = outputs.get("PepperSecretArn");
  const client = new SecretsManagerClient({
    endpoint: endpoints.secretsManager,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: "overwritten" }));
  client.destroy();
}
