import { putDemoAccounts } from "../local/demo-accounts.ts";
import { issueDemoKey } from "../local/demo-key.ts";
import { demoPlanOf } from "../local/demo-users.ts";
import { eventPrinter } from "../local/event-printer.ts";
import { runDirectoryOf } from "../local/run-directory.ts";
import { readSettings, type Settings } from "../local/settings.ts";
import type { RunningSignIn } from "../local/sign-in/start-sign-in.ts";
import { type RunningLatchkey, startLocal } from "../local/start.ts";
import { webhookGuide } from "../local/webhook-guide.ts";
import { StartError } from "../packages/cfn-local/start-error.ts";

const help = `Usage: npm start [-- --help]

Serves Latchkey on http://127.0.0.1:3000, from the synthesised template.

  PORT                     port to listen on; 0 picks one (default 3000)
  LATCHKEY_OPERATOR_TOKEN  operator token (default: generated and printed)
  LATCHKEY_DEMO_PASSWORD   password of the demo users (default: generated and printed)
  LATCHKEY_DATA_DIR        where the database and the secrets live (default: in memory)
  DYNAMODB_ENDPOINT        DynamoDB to use (default: the embedded one, else DynamoDB Local
                           on Java, see npm run database, else that in Docker)
  LATCHKEY_MAX_CONTAINERS  containers that a function may have at a time (default 8)
  LATCHKEY_FOREIGN_KEY_PREFIX  what keys begin with that were imported (default: none are)
  LATCHKEY_WEBHOOK_URL     where to send events, signed; it may be on this machine
  LATCHKEY_CONFIG_FILE     configuration to serve (default latchkey.config.ts)
  LATCHKEY_LOG             set to anything to see requests and what functions print
  LATCHKEY_RUN_DIR         where the access log is kept, and operators' tools find this run
                           (default: latchkey in the user's state directory, see docs/local-run.md)
`;

/** A terminal's Ctrl-C may arrive twice, from the terminal and passed on by the process above. */
const sameSignalMs = 500;

/** The time that the other parts have to stop after one has failed. */
const stopWithinMs = 5000;

const toStderr = (line: string) => void process.stderr.write(`${line}\n`);
const toStdout = (line: string) => void process.stdout.write(`${line}\n`);

/** The functions ask the issuer for its keys as they start, and nobody else does before we are ready. */
let tellReady = () => {};
const ready = new Promise<void>((resolve) => {
  tellReady = resolve;
});

/** Events of the start itself are not shown. */
let printEvent: (event: unknown) => void = () => {};

let running: RunningLatchkey | undefined;
let stoppingSinceMs: number | undefined;

/** The first signal stops in good order, a further one at once. */
async function onSignal(): Promise<void> {
  if (stoppingSinceMs !== undefined) {
    if (performance.now() - stoppingSinceMs > sameSignalMs) process.exit(130);
    return;
  }
  stoppingSinceMs = performance.now();
  toStderr("Stopping");
  await running?.stop();
  process.exit(0);
}

/** Stops the run and exits with 1 after an essential part has failed. */
async function fail(line: string): Promise<void> {
  if (stoppingSinceMs !== undefined) return;
  stoppingSinceMs = performance.now();
  toStderr(line);
  setTimeout(() => process.exit(1), stopWithinMs);
  await running?.stop();
  process.exit(1);
}

/**
 * npm passes a signal on to the shell it runs scripts in, and that shell dies of it without telling
 * us. So under npm, losing the process above counts as a signal.
 */
function stopWithNpm(): void {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid !== parent) void onSignal();
  }, 250);
  timer.unref();
}

async function main(argument: string | undefined): Promise<void> {
  if (argument === "--help" || argument === "-h") {
    process.stdout.write(help);
    return;
  }
  if (argument !== undefined) throw new StartError(`Unknown argument ${argument}: try --help.`);
  const settings = readSettings(process.env);
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);
  process.on("uncaughtException", ({ stack }) => fail(`Latchkey failed: ${stack}`));
  stopWithNpm();
  running = await startLocal({
    port: settings.PORT,
    operatorToken: settings.LATCHKEY_OPERATOR_TOKEN,
    dataDir: settings.LATCHKEY_DATA_DIR,
    dynamodbEndpoint: settings.DYNAMODB_ENDPOINT,
    signIn: { password: settings.LATCHKEY_DEMO_PASSWORD, loadAfter: ready },
    maxContainers: settings.LATCHKEY_MAX_CONTAINERS,
    runDirectory: runDirectoryOf(process.env),
    configFile: settings.LATCHKEY_CONFIG_FILE,
    webhookUrl: settings.LATCHKEY_WEBHOOK_URL,
    onEvent: (event) => printEvent(event),
    foreignKeyPrefix: settings.LATCHKEY_FOREIGN_KEY_PREFIX,
    log: settings.LATCHKEY_LOG === undefined ? undefined : toStderr,
    progress: toStderr,
  });
  void running.failed.then(fail);
  await welcome(running, settings);
  tellReady();
  printEvent = eventPrinter(Date.now(), toStdout);
}

async function welcome(latchkey: RunningLatchkey, settings: Settings): Promise<void> {
  const { url, operatorToken, signIn } = latchkey;
  await putDemoAccounts(latchkey);
  const key = await issueDemoKey(url, operatorToken);
  toStdout(`\ncurl ${url}/api/v1/models -H "Authorization: Bearer ${key}"\n`);
  if (settings.LATCHKEY_OPERATOR_TOKEN === undefined)
    toStdout(`Operator token: ${operatorToken}\n`);
  const webhooks = webhookGuide(latchkey);
  if (webhooks !== undefined) toStdout(`${webhooks}\n`);
  if (signIn) toStdout(`${signInGuide(signIn, latchkey.settings)}\n`);
  toStdout(`Latchkey is ready at ${url}`);
}

/** Where people sign in, and who can. */
function signInGuide(
  { callbackUrls, users, operators, password }: RunningSignIn,
  settings: string | undefined,
): string {
  const width = Math.max(...[...users, ...operators].map(({ email }) => email.length));
  const line = (email: string, text: string) => `  ${email.padEnd(width)}  ${text}`;
  return [
    `Sign in at ${callbackUrls[0]}`,
    ...users.map((user) => {
      const plan = demoPlanOf(user, settings);
      return line(user.email, plan === undefined ? "no account yet" : `plan ${plan}`);
    }),
    ...operators.map(({ email, role }) => line(email, `operator, role ${role}`)),
    `  Password: ${password}`,
  ].join("\n");
}

try {
  await main(process.argv[2]);
} catch (error) {
  const isExpected = error instanceof StartError;
  await fail(isExpected ? error.message : `Latchkey could not start: ${String(error)}`);
}
