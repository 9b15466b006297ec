import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { eligibleNames } from "../core/account/plan.ts";
import { type AddressList, createAddressList } from "../core/admission/address-list.ts";
import type { AdmissionRequest, AdmissionTrace } from "../core/admission/admission-request.ts";
import { createKeyMemory } from "../core/admission/key-memory.ts";
import type { Verdict } from "../core/admission/verdict.ts";
import { createVerifyKey, type VerifyKey } from "../core/admission/verify-key.ts";
import { invalidKey, missingToken } from "../core/api-errors.ts";
import { createDynamoDb, createSecretsManager } from "../core/aws/clients.ts";
import { required } from "../core/aws/environment.ts";
import { settings } from "../core/config/process-settings.ts";
import { verifyPath } from "../core/config/protected-routes.ts";
import { createAdmit } from "../core/store/admit.ts";
import { createReadKey } from "../core/store/read-key.ts";
import { createRotatedSecret } from "../core/store/rotated-secret.ts";
import { createFindRulesNotice } from "../core/store/rules-notice.ts";
import { createWarmUp } from "../core/store/warm-up.ts";
import { createWatchedKeyring } from "../core/store/watched-keyring.ts";
import * as budgets from "../core/time/budgets.ts";
import { Deadline, type LambdaTime, withDeadline } from "../core/time/deadline.ts";
import { withTimeout } from "../core/time/with-timeout.ts";
import { type AuthorizerResult, denial, policy } from "./http/authorizer-policy.ts";
import { bearerToken } from "./http/bearer-token.ts";
import { logFault } from "./http/log.ts";
import { encodeInvalidParameter, encodeVerdict } from "./http/verdict-context.ts";
import { readVerifyParameters } from "./http/verify-parameters.ts";
import { callerAddressOf, type RequestOrigin } from "./http/viewer-address.ts";

/**
 * Some four megabytes, however many keys and strangers a container meets: `npm run bench -- memory`
 * holds it to six.
 */
const remembered = { keys: 1_000, rejected: 10_000 };

/** Only what judging takes: the rest of the configuration would lengthen the start. */
const { keyPrefix, importedKeys = "none" } = settings;
const config = { keyPrefix, importedKeys, plans: { eligible: eligibleNames(settings.plans) } };

const table = required(process.env, "TABLE_NAME");
const dynamodb = createDynamoDb(process.env);
const secretsManager = createSecretsManager(process.env);
const pepperArn = required(process.env, "PEPPER_SECRET_ARN");
const keyring = createWatchedKeyring(secretsManager.call, pepperArn, Date.now);
/** Read only once a key with an allow list comes through the distribution. */
const originSecretArn = required(process.env, "ORIGIN_SECRET_ARN");
const originSecret = createRotatedSecret(secretsManager.call, originSecretArn, Date.now);
const readKey = createReadKey(table, dynamodb.call);
const memory = createKeyMemory(remembered);
const verifyKey = createVerifyKey({
  admit: createAdmit(table, dynamodb.call, config.plans),
  readKey,
  keyring,
  nowEpochMs: Date.now,
  random: Math.random,
  memory,
  config,
});

/** The parts of API Gateway's event that are read. */
export type AuthorizerRequest = Pick<
  APIGatewayRequestAuthorizerEvent,
  | "methodArn"
  | "httpMethod"
  | "resource"
  | "headers"
  | "multiValueHeaders"
  | "multiValueQueryStringParameters"
> &
  RequestOrigin;

/**
 * Judges every request to the public API.
 *
 * Deny means 401; all else is an Allow whose context carries the answer to the integration, because
 * only that can answer with another status and with headers of its own. A fault is a verdict too, and
 * never a 401: a client may throw a good key away.
 */
export async function handler(
  event: AuthorizerRequest,
  lambda?: LambdaTime,
): Promise<AuthorizerResult> {
  return withDeadline(budgets.authorizerMs, lambda, (deadline) =>
    answer(event, verifyKey, deadline),
  );
}

async function answer(
  request: AuthorizerRequest,
  verify: VerifyKey,
  deadline: Deadline,
): Promise<AuthorizerResult> {
  const denialEndMs = deadline.remainingMs - budgets.denialMs;
  const { methodArn } = request;
  const token = bearerToken(request);
  if (token === undefined)
    return denial(methodArn, missingToken, { verdict: "invalid", reason: missingToken.code });
  const demand = demandOf(request);
  if ("invalid" in demand) {
    return policy("Allow", methodArn, "unknown", encodeInvalidParameter(demand.invalid));
  }
  const trace: AdmissionTrace = { roundTrips: 0, contention: 0 };
  const verdict = await judge({ token, ...demand, trace }, verify, deadline);
  if (verdict.kind === "invalid") {
    // For the access log alone: callers see nothing of it.
    const { reason } = verdict;
    const context = { verdict: verdict.kind, reason, ...trace };
    // Anybody can tell a bad form or checksum. The table's word must not show in the time, nor memory's.
    if (reason !== "malformed" && reason !== "checksum") block(deadline.remainingMs - denialEndMs);
    return denial(methodArn, invalidKey, context);
  }
  const texts = { scope: demand.scope, planRefusal: settings.planRefusal };
  const context = { ...encodeVerdict(verdict, texts), ...trace };
  return verdict.kind === "unavailable"
    ? policy("Allow", methodArn, "unknown", { ...context, reason: verdict.kind })
    : policy("Allow", methodArn, verdict.caller.keyId, context);
}

/**
 * Waits to the microsecond, where timers go by whole milliseconds. It blocks the container, which has
 * nothing else to do.
 */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

type Demand = Omit<AdmissionRequest, "token">;

/** Returns the request's demand on a key: of its route or, at verify, of its own parameters. */
function demandOf(request: AuthorizerRequest): Demand | { readonly invalid: string } {
  const connection = (deadline: Deadline) => callerAddressOf(request, originSecret, deadline);
  const { httpMethod, resource } = request;
  if (resource !== verifyPath || settings.answersVerify === false) {
    const { routes } = settings;
    const rules = routes[`${httpMethod} ${resource}`] ?? routes[`ANY ${resource}`];
    const { cost = 1, scope } = rules ?? {};
    return { cost, scope, callerAddress: connection };
  }
  const isScope = (name: string) => Object.hasOwn(settings.scopes, name);
  const asked = readVerifyParameters(request.multiValueQueryStringParameters, isScope);
  if ("invalid" in asked) return asked;
  const { ip, ...rest } = asked;
  const callerAddress = async (deadline: Deadline) => {
    const address = await connection(deadline);
    return isTrusted(address) ? ip : address;
  };
  return { ...rest, callerAddress };
}

/** Whether a server with that address may say for which address it asks. */
function isTrusted(address: string): boolean {
  trusted ??= createAddressList(settings.verifyFrom ?? []);
  return trusted(address);
}

let trusted: AddressList | undefined;

async function judge(
  request: AdmissionRequest,
  verify: VerifyKey,
  deadline: Deadline,
): Promise<Verdict> {
  try {
    return await verify(request, deadline);
  } catch (error) {
    logFault("a key could not be checked", error);
    return { kind: "unavailable" };
  }
}

const findRulesNotice = createFindRulesNotice(table, dynamodb.call);

/** Whether keys with rules are about. Opens the connection to the table as well. */
async function prepareMemory(deadline: Deadline): Promise<void> {
  if (await findRulesNotice(deadline)) memory.expectsRules = true;
}

/** Runs the code of a check, so that it is compiled when the first request comes. */
async function warmUp(deadline: Deadline): Promise<void> {
  const { token, verifyKey } = createWarmUp(config);
  const request: AuthorizerRequest = {
    methodArn: "",
    httpMethod: "",
    resource: "",
    headers: {},
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
    multiValueQueryStringParameters: {},
    requestContext: { identity: { sourceIp: "" } },
  };
  await answer(request, verifyKey, deadline);
}

// Waited for while Lambda starts the container, with more CPU than an invocation gets, so that the
// first request finds a pepper, an open connection (for one read unit) and compiled code. What fails
// here, that request tries again. What takes longer goes on beside it: both fetches only read, and
// end with their own deadline.
const start = new Deadline(budgets.authorizerMs);
const prepared = Promise.allSettled([keyring(start), prepareMemory(start), warmUp(start)]);
await withTimeout(prepared, budgets.startMs).catch(() => {});
