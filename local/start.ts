import { join } from "node:path";
import { Gateway } from "../packages/cfn-local/gateway/gateway.ts";
import { serve } from "../packages/cfn-local/gateway/server.ts";
import { Lambda } from "../packages/cfn-local/lambda/lambda.ts";
import { startDatabase } from "../packages/cfn-local/services/database.ts";
import { watchEndpoint } from "../packages/cfn-local/services/endpoint-watch.ts";
import { SecretStore } from "../packages/cfn-local/services/secret-store.ts";
import { serveSecrets } from "../packages/cfn-local/services/secrets-manager.ts";
import { ensureTables } from "../packages/cfn-local/services/tables.ts";
import { StartError } from "../packages/cfn-local/start-error.ts";
import type { Product } from "../packages/cfn-local/template/model.ts";
import { readProduct } from "../packages/cfn-local/template/product.ts";
import { openAccessLogFile } from "./access-log-file.ts";
import { makePrivateDirectory } from "./data-directory.ts";
import { lockDirectory } from "./directory-lock.ts";
import { frontDoorOf, localOutputs } from "./front-door.ts";
import { writeRunFile } from "./run-file.ts";
import { type RunningSignIn, type SignInOptions, startSignIn } from "./sign-in/start-sign-in.ts";
import { synthesise } from "./synthesise.ts";

export interface StartOptions {
  /** 0 picks one. */
  readonly port: number;
  /** Replaces the generated operator token. */
  readonly operatorToken?: string | undefined;
  /** Where data and secrets outlive the process; in memory if absent. */
  readonly dataDir?: string | undefined;
  /** A DynamoDB to use instead of the embedded one. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Containers that each function may have at a time; 8 if absent. */
  readonly maxContainers?: number | undefined;
  /** Takes lines about requests and what functions print; nothing is logged if absent. */
  readonly log?: ((line: string) => void) | undefined;
  /** Takes a line for each function, or sign-in, that failed; stderr if absent. */
  readonly reportFailure?: ((line: string) => void) | undefined;
  /** Takes a line for each step that may take a while. */
  readonly progress?: ((line: string) => void) | undefined;
  /**
   * Whose tokens users come with, in place of the template's user pool; nobody's if absent. It has
   * no effect where the template names another issuer.
   */
  readonly oidcIssuer?: string | undefined;
  /**
   * Lets demo users sign in, through a provider that stands for the user pool; nobody can if
   * absent. It has no effect where `oidcIssuer` is given, or the template names another issuer.
   */
  readonly signIn?: SignInOptions | undefined;
  /** Where the access log and what operators' tools look for are written; nowhere if absent. */
  readonly runDirectory?: string | undefined;
  /** What keys begin with that were imported from another system; none are accepted if absent. */
  readonly foreignKeyPrefix?: string | undefined;
  /** A configuration instead of `latchkey.config.ts`. */
  readonly configFile?: string | undefined;
  /** An assembly to serve as it is, instead of the project's own. */
  readonly assemblyDirectory?: string | undefined;
}

export interface RunningLatchkey {
  readonly url: string;
  readonly operatorToken: string;
  readonly dynamodbEndpoint: string;
  readonly tableName: string;
  /** The product's settings as JSON, if the template has them as an output. */
  readonly settings: string | undefined;
  /** Whom users' tokens have to be meant for, where the template says so. */
  readonly oidcAudience: string | undefined;
  /** How to sign in, where people can. */
  readonly signIn: RunningSignIn | undefined;
  /** Resolves with one line when an essential part, such as the database, has ended by itself. */
  readonly failed: Promise<string>;
  /** Stops the idle containers of the named functions, or of all functions if none is named. */
  recycle(isMeant?: (functionName: string) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Serves the synthesised product on 127.0.0.1. Several can run at once in one process.
 *
 * @throws StartError with one line to show, where something in the surroundings is amiss; what had
 *   been started by then is stopped
 */
export async function startLocal(options: StartOptions): Promise<RunningLatchkey> {
  const started: { stop(): Promise<void> }[] = [];
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
  options: StartOptions,
  started: { stop(): Promise<void> }[],
): Promise<Omit<RunningLatchkey, "stop">> {
  const { dataDir, runDirectory } = options;
  if (dataDir !== undefined) {
    await makePrivateDirectory(dataDir);
    started.push(await lockDirectory(dataDir, "data"));
  }
  if (runDirectory !== undefined) started.push(await lockDirectory(runDirectory, "run"));
  const signIn =
    options.signIn && options.oidcIssuer === undefined
      ? await startSignIn(options.signIn, reportFailureOf(options))
      : undefined;
  if (signIn) started.push(signIn);
  const product = await loadProduct(options, signIn?.issuer ?? options.oidcIssuer);
  options.progress?.("Starting the database and the functions");
  const database = await startDatabase(options.dynamodbEndpoint, dataDir, options);
  started.push(database);
  const store = new SecretStore(product.secrets, dataDir && join(dataDir, "secrets.json"));
  const secretsManager = await serveSecrets(store, reportFailureOf(options));
  started.push(secretsManager);
  await Promise.race([
    ensureTables(database.endpoint, product.tables),
    database.died.then((line) => Promise.reject(new StartError(line))),
  ]);
  const endpoints = { dynamodb: database.endpoint, secretsManager: secretsManager.endpoint };
  const lambda = startLambda(product, endpoints, options);
  started.push(lambda);
  const watch = watchEndpoint("The database", database.endpoint, reportFailureOf(options));
  started.push(watch);
  const accessLogFile = runDirectory && join(runDirectory, "access.log");
  let accessLog: Awaited<ReturnType<typeof openAccessLogFile>> | undefined;
  const gateway = new Gateway(atLeastOne(product.apis), lambda.invoke);
  const server = await serve(
    await frontDoorOf(product, gateway, store, reportFailureOf(options)),
    options.port,
    ({ httpMethod, resourcePath, answer, requestId, failure, accessLogLine }, durationMs) => {
      if (accessLog && accessLogLine !== undefined) accessLog.write(accessLogLine);
      if (answer.status === 503) void watch.check();
      const cause = failure ? ` ${failure.type}` : "";
      const route = `${httpMethod} ${resourcePath ?? "(no route)"}`;
      options.log?.(`${requestId} ${route} ${answer.status}${cause} ${durationMs.toFixed(1)} ms`);
    },
  );
  started.push(server);
  // Only now: were the port taken, the log of the run before would be emptied for nothing.
  if (accessLogFile) accessLog = await openAccessLogFile(accessLogFile);
  if (accessLog) started.push(accessLog);
  const url = `http://127.0.0.1:${server.port}`;
  if (runDirectory && accessLogFile) {
    const outputs = localOutputs(product, url);
    const run = { url, outputs, endpoints, accessLogFile };
    started.push(await writeRunFile(join(runDirectory, "run.json"), run));
  }
  return {
    url,
    operatorToken: operatorTokenOf(product, store, options.operatorToken),
    dynamodbEndpoint: database.endpoint,
    tableName: outputOf(product, "TableName"),
    settings: product.outputs.get("Settings"),
    oidcAudience: product.outputs.get("OidcAudience"),
    signIn: signIn?.open(product, server.port),
    failed: database.died,
    recycle: (isMeant = () => true) => lambda.recycle(isMeant),
  };
}

async function loadProduct(
  { assemblyDirectory, configFile, foreignKeyPrefix, progress }: StartOptions,
  userPoolIssuer: string | undefined,
): Promise<Product> {
  if (assemblyDirectory !== undefined) return readProduct(assemblyDirectory, userPoolIssuer);
  progress?.("Synthesising the stack, unless nothing changed");
  const context = foreignKeyPrefix ? { foreignKeyPrefix } : {};
  return readProduct(await synthesise({ context, configFile }), userPoolIssuer);
}

function startLambda(
  product: Product,
  endpoints: { dynamodb: string; secretsManager: string },
  options: StartOptions,
): Lambda {
  const { maxContainers = 8, log } = options;
  const report = reportFailureOf(options);
  return new Lambda(product.functions, {
    endpoints,
    maxContainers,
    log: (functionName, chunk) => log?.(`${functionName}: ${chunk.trimEnd()}`),
    reportFailure: (functionName, errorType, errorMessage) =>
      report(`${functionName} failed: ${errorType}: ${errorMessage}`),
  });
}

function reportFailureOf({ reportFailure }: StartOptions): (line: string) => void {
  return reportFailure ?? ((line) => void process.stderr.write(`${line}\n`));
}

/** The stack names the secret by an output, so that nothing here hangs on a logical id. */
function operatorTokenOf(product: Product, store: SecretStore, given: string | undefined): string {
  const secret = store.find(outputOf(product, "OperatorTokenSecretArn"));
  if (!secret) throw new StartError("The template has no secret for the operator token.");
  const current = store.findVersion(secret, {})?.value ?? "";
  if (given === undefined || given === current) return current;
  return store.put(secret, given).value;
}

function outputOf({ outputs }: Product, name: string): string {
  const value = outputs.get(name);
  if (value === undefined) throw new StartError(`The template has no output ${name}.`);
  return value;
}

function atLeastOne<T>([first, ...others]: readonly T[]): [T, ...T[]] {
  if (first === undefined) throw new StartError("The template has no REST API.");
  return [first, ...others];
}
