import { join } from "node:path";
import {
  type RunningAssembly,
  type SettingNames,
  StartError,
  serveAssembly,
} from "../packages/cfn-local/index.ts";
import { makePrivateDirectory } from "../packages/cfn-local/private-directory.ts";
import { type AccessLogFile, openAccessLogFile } from "./access-log-file.ts";
import { lockDirectory } from "./directory-lock.ts";
import { writeRunFile } from "./run-file.ts";
import { type RunningSignIn, type SignInOptions, startSignIn } from "./sign-in/start-sign-in.ts";
import { synthesise } from "./synthesise.ts";

const settingNames: SettingNames = {
  port: "PORT",
  dataDir: "LATCHKEY_DATA_DIR",
  dynamodbEndpoint: "DYNAMODB_ENDPOINT",
};

export interface StartOptions {
  /** 0 picks one. */
  readonly port: number;
  /** Replaces the generated operator token. */
  readonly operatorToken?: string | undefined;
  /** Directory where data and secrets outlive the process; in memory if absent. */
  readonly dataDir?: string | undefined;
  /** A DynamoDB to use instead of the embedded one. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Concurrent containers per function; if absent, one for each core, but 2 to 8. */
  readonly maxContainers?: number | undefined;
  /** Takes lines about requests and what functions print; nothing is logged if absent. */
  readonly log?: ((line: string) => void) | undefined;
  /** Takes a line for each function, or sign-in, that failed; stderr if absent. */
  readonly reportFailure?: ((line: string) => void) | undefined;
  /** Takes a line for each step that may take a while. */
  readonly progress?: ((line: string) => void) | undefined;
  /**
   * Issuer of users' tokens, in place of the template's user pool; none if absent. It has no effect
   * if the template names another issuer.
   */
  readonly oidcIssuer?: string | undefined;
  /**
   * Lets demo users sign in, through a provider in place of the user pool; nobody can if absent. It
   * has no effect if `oidcIssuer` is given, or the template names another issuer.
   */
  readonly signIn?: SignInOptions | undefined;
  /** Directory of the access log and of the file by which the CLI finds the run; none if absent. */
  readonly runDirectory?: string | undefined;
  /** Prefix of keys imported from another system; none are accepted if absent. */
  readonly foreignKeyPrefix?: string | undefined;
  /** One more place to send events to; it may be on this machine. */
  readonly webhookUrl?: string | undefined;
  /** Takes each event of the audit trail once it is published, as the API lists it. */
  readonly onEvent?: ((event: unknown) => void) | undefined;
  /** By how much shorter the pauses between attempts at webhooks are; for tests. 1 if absent. */
  readonly queueSpeed?: number | undefined;
  /** Time between two checks of a web ACL's rates; 10,000 ms if absent, as on AWS. */
  readonly webAclPeriodMs?: number | undefined;
  /** Whether throttles are left out, for measurements and tests that need all requests. */
  readonly isUnthrottled?: boolean | undefined;
  /** A stage of the configuration; its first choice is `dev` if absent. */
  readonly stage?: string | undefined;
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
  /** The stack's outputs, with local addresses. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly sqsEndpoint: string;
  /** The metrics that the template's alarms watch, as far as this run measures them. */
  readonly watchedMetrics: RunningAssembly["watchedMetrics"];
  /** The current value of a secret, by name or ARN. */
  secretValue(id: string): string | undefined;
  /** The product's settings as JSON, if the template has them as an output. */
  readonly settings: string | undefined;
  /** Required audience of users' tokens, if the template sets one. */
  readonly oidcAudience: string | undefined;
  /** How to sign in; undefined if nobody can. */
  readonly signIn: RunningSignIn | undefined;
  /** Resolves with one line if an essential part, such as the database, ends by itself. */
  readonly failed: Promise<string>;
  /** Stops the idle containers of the functions whose name passes, or of all functions. */
  recycle(isMeant?: (functionName: string) => boolean): Promise<void>;
  stop(): Promise<void>;
}

type Service = { stop(): Promise<void> };

/**
 * Serves the synthesised product on 127.0.0.1. Several can run at once in one process.
 *
 * @throws StartError with one line to show, if the machine or a setting does not allow it;
 *   everything already started is stopped
 */
export async function startLocal(options: StartOptions): Promise<RunningLatchkey> {
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
  options: StartOptions,
  started: Service[],
): Promise<Omit<RunningLatchkey, "stop">> {
  await lockDirectories(options, started);
  const signIn =
    options.signIn && options.oidcIssuer === undefined
      ? await startSignIn(options.signIn, options.reportFailure ?? toStderr)
      : undefined;
  if (signIn) started.push(signIn);
  let accessLog: AccessLogFile | undefined;
  const running = await serveAssembly({
    ...options,
    assemblyDirectory: options.assemblyDirectory ?? (await synthesiseProduct(options)),
    userPoolIssuer: signIn?.issuer ?? options.oidcIssuer,
    accessLog: (line) => accessLog?.write(line),
    settingNames,
    onEvent: ({ detail }) => options.onEvent?.(detail),
  });
  started.push(running);
  if (options.runDirectory !== undefined) {
    // After the port is taken: a run that cannot start must not empty the log of the run before.
    accessLog = await describeRun(running, options.runDirectory, started);
  }
  return {
    url: running.url,
    operatorToken: operatorTokenOf(running, options.operatorToken),
    dynamodbEndpoint: running.endpoints.dynamodb,
    outputs: running.localOutputs,
    sqsEndpoint: running.endpoints.sqs,
    watchedMetrics: running.watchedMetrics,
    secretValue: running.secretValue,
    tableName: outputOf(running, "TableName"),
    settings: running.outputs.get("Settings"),
    oidcAudience: running.outputs.get("OidcAudience"),
    signIn: signIn?.open(running),
    failed: running.failed,
    recycle: running.recycle,
  };
}

async function lockDirectories(
  { dataDir, runDirectory }: StartOptions,
  started: Service[],
): Promise<void> {
  if (dataDir !== undefined) {
    await makePrivateDirectory(dataDir, settingNames.dataDir);
    started.push(await lockDirectory(dataDir, "data"));
  }
  if (runDirectory !== undefined) started.push(await lockDirectory(runDirectory, "run"));
}

async function synthesiseProduct({
  configFile,
  foreignKeyPrefix,
  webhookUrl,
  stage,
  progress,
}: StartOptions): Promise<string> {
  progress?.("Synthesising the stack, unless nothing changed");
  const context = {
    ...(foreignKeyPrefix && { foreignKeyPrefix }),
    ...(webhookUrl && { webhookUrl }),
    ...(stage && { stage }),
  };
  return synthesise({ context, configFile });
}

/** Opens the access log, and writes the file by which the CLI finds this run. */
async function describeRun(
  { url, localOutputs, endpoints }: RunningAssembly,
  runDirectory: string,
  started: Service[],
): Promise<AccessLogFile> {
  const accessLogFile = join(runDirectory, "access.log");
  const accessLog = await openAccessLogFile(accessLogFile);
  started.push(accessLog);
  const run = { url, outputs: localOutputs, endpoints, accessLogFile };
  started.push(await writeRunFile(join(runDirectory, "run.json"), run));
  return accessLog;
}

/** The stack names the secret by an output, so that nothing here depends on a logical id. */
function operatorTokenOf(running: RunningAssembly, given: string | undefined): string {
  const id = outputOf(running, "OperatorTokenSecretArn");
  const current = running.secretValue(id);
  if (current === undefined) {
    throw new StartError("The template has no secret for the operator token.");
  }
  if (given === undefined || given === current) return current;
  running.putSecretValue(id, given);
  return given;
}

function outputOf({ outputs }: RunningAssembly, name: string): string {
  const value = outputs.get(name);
  if (value === undefined) throw new StartError(`The template has no output ${name}.`);
  return value;
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
