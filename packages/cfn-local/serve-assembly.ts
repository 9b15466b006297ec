import { availableParallelism } from "node:os";
import { join } from "node:path";
import { chooseHost, startFirewalls } from "./choose-host.ts";
import { type BusEvent, serveEventBridge } from "./events/event-bridge.ts";
import { Queues } from "./events/queues.ts";
import { serveSqs } from "./events/sqs.ts";
import { startEventing } from "./events/start-eventing.ts";
import { usualPeriodMs } from "./firewall/rate.ts";
import { Gateway } from "./gateway/gateway.ts";
import type { Handled } from "./gateway/http-host.ts";
import type { Invoke } from "./gateway/invoke.ts";
import { serve } from "./gateway/server.ts";
import type { ServiceEndpoints } from "./lambda/environment.ts";
import { Lambda } from "./lambda/lambda.ts";
import { localOutputs } from "./local-outputs.ts";
import { LogDelivery } from "./logs/log-delivery.ts";
import { LogStore } from "./logs/log-store.ts";
import {
  measureHandled,
  measureInvocation,
  measureQueue,
  measureThrottle,
} from "./metrics/emitted.ts";
import { Metrics, type WatchedMetric } from "./metrics/metrics.ts";
import { makePrivateDirectory } from "./private-directory.ts";
import { startDatabase } from "./services/database.ts";
import type { Database } from "./services/database-process.ts";
import { watchEndpoint } from "./services/endpoint-watch.ts";
import { serveLambdaApi } from "./services/lambda-api.ts";
import { serveLogs } from "./services/logs-api.ts";
import { SecretStore } from "./services/secret-store.ts";
import { serveSecrets } from "./services/secrets-manager.ts";
import { ensureTables } from "./services/tables.ts";
import { limitThroughput } from "./services/throughput-limit.ts";
import { optionNames, type SettingNames } from "./setting-names.ts";
import { StartError } from "./start-error.ts";
import type { Product, RestApi, SignInClient } from "./template/model.ts";
import { readProduct } from "./template/product.ts";

export interface ServeOptions {
  /** A cloud assembly with one stack: the directory that `cdk synth` writes. */
  readonly assemblyDirectory: string;
  /** Port of 127.0.0.1 to listen on; 0 picks one. */
  readonly port: number;
  /** Directory where tables and secrets outlive the process; in memory if absent. */
  readonly dataDir?: string | undefined;
  /** Takes each event that is put on a bus. */
  readonly onEvent?: ((event: BusEvent) => void) | undefined;
  /** By how much shorter pauses are that functions set for messages of queues; for tests. 1 if absent. */
  readonly queueSpeed?: number | undefined;
  /** Time between two checks of a web ACL's rates; 10,000 ms if absent, as on AWS. */
  readonly webAclPeriodMs?: number | undefined;
  /** Whether throttles are left out, for measurements and tests that need all requests. */
  readonly isUnthrottled?: boolean | undefined;
  /** A DynamoDB to use instead of the embedded one. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Concurrent containers per function; if absent, one for each core, but 2 to 8. */
  readonly maxContainers?: number | undefined;
  /** Issuer of users' tokens, in place of the template's Cognito user pool; none if absent. */
  readonly userPoolIssuer?: string | undefined;
  /** Takes lines about requests, and what functions print; nothing is logged if absent. */
  readonly log?: ((line: string) => void) | undefined;
  /** Takes the access log of every API whose stage has one. */
  readonly accessLog?: ((line: string) => void) | undefined;
  /** Takes a line for each failure of a function or the database; stderr if absent. */
  readonly reportFailure?: ((line: string) => void) | undefined;
  /** Takes a line for each step that may take a while. */
  readonly progress?: ((line: string) => void) | undefined;
  /** The names of the settings in error messages; the names of these options if absent. */
  readonly settingNames?: SettingNames | undefined;
}

export interface RunningAssembly {
  /** `http://127.0.0.1:<port>`: the distribution, or the APIs each below its stage's name. */
  readonly url: string;
  readonly port: number;
  /** The stack's outputs as the template has them. */
  readonly outputs: ReadonlyMap<string, string>;
  /** The stack's outputs, with `url` in place of the distribution's address. */
  readonly localOutputs: ReadonlyMap<string, string>;
  readonly endpoints: {
    readonly dynamodb: string;
    readonly secretsManager: string;
    readonly sqs: string;
    readonly eventBridge: string;
  };
  /** The template's user pool client for browsers, if it has one. */
  readonly signInClient: SignInClient | undefined;
  /** The metrics that the template's alarms watch, as far as this run measures them; counts of logs are left out. */
  watchedMetrics(): readonly WatchedMetric[];
  /** Resolves with one line if an essential part, such as the database, ends by itself. */
  readonly failed: Promise<string>;
  /** The current value of a secret, by name or ARN; undefined if the template has no such secret. */
  secretValue(id: string): string | undefined;
  /** Gives a secret a new current value. */
  putSecretValue(id: string, value: string): void;
  /** Stops the idle containers of the functions whose name passes, or of all functions. */
  recycle(isMeant?: (functionName: string) => boolean): Promise<void>;
  stop(): Promise<void>;
}

type Service = { stop(): Promise<void> };

/**
 * Serves the stack of a cloud assembly on 127.0.0.1, as AWS would once it is deployed: its
 * functions, tables, secrets, REST APIs, buckets and distribution. Several can run at once in one
 * process.
 *
 * @example
 * const running = await serveAssembly({ assemblyDirectory: "cdk.out", port: 0 });
 * await fetch(`${running.url}/prod/things`);
 * await running.stop();
 * @throws StartError with one line to show, if a template has something unsupported or the machine
 *   lacks something; everything already started is stopped
 */
export async function serveAssembly(options: ServeOptions): Promise<RunningAssembly> {
  const started: Service[] = [];
  const stop = async () => {
    for (const service of started.splice(0).reverse()) await service.stop();
  };
  try {
    return { ...(await start(options, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: ServeOptions,
  started: Service[],
): Promise<Omit<RunningAssembly, "stop">> {
  const { dataDir, settingNames } = options;
  const reportFailure = reportFailureOf(options);
  const product = await readProduct(options.assemblyDirectory, options.userPoolIssuer);
  const apis = atLeastOne(options.isUnthrottled ? product.apis.map(unthrottled) : product.apis);
  options.progress?.("Starting the database and the functions");
  const database = await startWithTables(options, product, started);
  const metrics = new Metrics(product.alarms);
  const limit = await limitThroughput(database.endpoint, product.tables, (throttled) =>
    measureThrottle(metrics, throttled),
  );
  started.push(limit);
  const store = new SecretStore(product.secrets, dataDir && join(dataDir, "secrets.json"));
  const secretsManager = await serveSecrets(store, reportFailure);
  started.push(secretsManager);
  const queues = new Queues(product.queues, { nowMs: Date.now, speed: options.queueSpeed ?? 1 });
  const sqs = await serveSqs(queues, reportFailure);
  started.push(sqs);
  const onEvent = options.onEvent ?? (() => {});
  const eventBridge = await serveEventBridge(product.eventBuses, onEvent, reportFailure);
  started.push(eventBridge);
  const endpoints = {
    dynamodb: limit.url,
    secretsManager: secretsManager.endpoint,
    sqs: sqs.url,
    eventBridge: eventBridge.url,
  };
  let invoke: Invoke | undefined;
  const lambdaApi = await serveLambdaApi(() => invoke);
  started.push(lambdaApi);
  const logStore = new LogStore(apis.flatMap(({ accessLogGroup }) => accessLogGroup ?? []));
  const logsApi = await serveLogs(logStore, reportFailure);
  started.push(logsApi);
  const forFunctions = { ...endpoints, lambda: lambdaApi.url, logs: logsApi.url };
  const lambda = startLambda(product, forFunctions, metrics, options);
  invoke = lambda.invoke;
  started.push(lambda);
  const eventing = startEventing(product, lambda.invoke, {
    queues,
    databaseEndpoint: database.endpoint,
    dataDir,
    reportFailure,
  });
  started.push(eventing);
  const logs = new LogDelivery(product.logSubscriptions, lambda.invoke);
  started.push(logs);
  const watch = watchEndpoint("The database", database.endpoint, reportFailure);
  started.push(watch);
  const firewalls = startFirewalls(product, store, options.webAclPeriodMs ?? usualPeriodMs);
  const gateway = new Gateway(apis, lambda.invoke, () => performance.now(), firewalls);
  const host = await chooseHost(product, gateway, firewalls, store, reportFailure);
  const onHandled = (handled: Handled, durationMs: number) => {
    const { accessLogLine: line, accessLogGroup: logGroup } = handled;
    if (line !== undefined) options.accessLog?.(line);
    if (line !== undefined && logGroup !== undefined) {
      logStore.write(logGroup, line);
      logs.write(logGroup, line);
    }
    measureHandled(metrics, handled, product.distribution?.id);
    if (handled.answer.status === 503) void watch.check();
    options.log?.(describe(handled, durationMs));
  };
  const server = await serve(host, options.port, onHandled, settingNames);
  started.push(server);
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    port: server.port,
    outputs: product.outputs,
    localOutputs: localOutputs(product, url),
    endpoints,
    signInClient: product.signInClient,
    watchedMetrics() {
      for (const counts of queues.counts()) measureQueue(metrics, counts);
      return metrics.watched();
    },
    failed: database.died,
    ...secretAccess(store),
    recycle: (isMeant = () => true) => lambda.recycle(isMeant),
  };
}

async function startWithTables(
  options: ServeOptions,
  { tables }: Product,
  started: Service[],
): Promise<Database> {
  const { dataDir, dynamodbEndpoint, progress, settingNames: names = optionNames } = options;
  if (dataDir !== undefined) await makePrivateDirectory(dataDir, names.dataDir);
  const database = await startDatabase(dynamodbEndpoint, dataDir, { progress, names });
  started.push(database);
  await Promise.race([
    ensureTables(database.endpoint, tables, names),
    database.died.then((line) => Promise.reject(new StartError(line))),
  ]);
  return database;
}

/** More than the cores would each have to start, and be no faster together. */
const usefulContainers = Math.min(8, Math.max(2, availableParallelism()));

function startLambda(
  { functions }: Product,
  endpoints: ServiceEndpoints,
  metrics: Metrics,
  options: ServeOptions,
): Lambda {
  const { maxContainers = usefulContainers, log } = options;
  const report = reportFailureOf(options);
  return new Lambda(functions, {
    endpoints,
    maxContainers,
    measure: (invoked) => measureInvocation(metrics, invoked),
    log: (functionName, chunk) => log?.(`${functionName}: ${chunk.trimEnd()}`),
    reportFailure: (functionName, errorType, errorMessage) =>
      report(`${functionName} failed: ${errorType}: ${errorMessage}`),
  });
}

function secretAccess(store: SecretStore): Pick<RunningAssembly, "secretValue" | "putSecretValue"> {
  return {
    secretValue(id) {
      const secret = store.find(id);
      return secret && store.findVersion(secret, {})?.value;
    },
    putSecretValue(id, value) {
      const secret = store.find(id);
      if (!secret) throw new StartError(`The template has no secret ${id}.`);
      store.put(secret, value);
    },
  };
}

function describe(handled: Handled, durationMs: number): string {
  const { requestId, httpMethod, resourcePath = "(no route)", answer, failure } = handled;
  const cause = failure ? ` ${failure.type}` : "";
  const route = `${httpMethod} ${resourcePath}`;
  return `${requestId} ${route} ${answer.status}${cause} ${durationMs.toFixed(1)} ms`;
}

function unthrottled(api: RestApi): RestApi {
  return { ...api, throttles: new Map() };
}

function reportFailureOf({ reportFailure }: ServeOptions): (line: string) => void {
  return reportFailure ?? ((line) => void process.stderr.write(`${line}\n`));
}

function atLeastOne([first, ...others]: readonly RestApi[]): [RestApi, ...RestApi[]] {
  if (first === undefined) throw new StartError("The template has no REST API.");
  return [first, ...others];
}
