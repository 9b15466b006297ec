import { eligibleNames } from "../core/account/plan.ts";
import { parseBearer } from "../core/admission/bearer.ts";
import { createKeyMemory } from "../core/admission/key-memory.ts";
import type { Verdict } from "../core/admission/verdict.ts";
import { createVerifyKey } from "../core/admission/verify-key.ts";
import { cached } from "../core/aws/cached.ts";
import { parsePresented } from "../core/key/parse-presented.ts";
import { createAdmit } from "../core/store/admit.ts";
import { createReadKeyring } from "../core/store/pepper-secret.ts";
import { createReadKey } from "../core/store/read-key.ts";
import { Deadline } from "../core/time/deadline.ts";
import { NamedSlots } from "../core/time/slots.ts";
import { createAwsService } from "./aws-service.ts";
import { createCredentialCache } from "./credentials.ts";
import { parseDemand, type RouteDemand } from "./demand.ts";
import { createFaultLog, faultOf } from "./faults.ts";
import { narrowClock } from "./narrow-clock.ts";
import { parseOptions, type VerifierOptions } from "./options.ts";
import type { LocalClocks } from "./table-clock.ts";
import { toVerification, type Verification, withInvalidKey, withoutToken } from "./verification.ts";

/** Checks keys for one server. Make one for each process, and share it among all routes. */
export interface Verifier {
  /**
   * Judges the key of one request and counts it. A refusal is a value. So is a fault (503): without
   * the table nobody gets in.
   *
   * @param authorization the header's value; several values are no Bearer token
   * @throws RangeError if cost or scope is wrong, which is a mistake of the calling code
   * @example
   * const checked = await verifier.verify(request.headers.authorization, { cost: 5 });
   * if (!checked.allowed) return reply(checked.status, checked.headers, checked.body);
   */
  verify(authorization: AuthorizationHeader, request?: VerifyRequest): Promise<Verification>;
  /**
   * The check of one route, whose cost and scope are looked at once, here.
   *
   * @throws RangeError likewise
   */
  checkFor(demand?: RouteDemand): RouteCheck;
  /** Waits for the checks under way, and closes all connections. Later checks are 503. */
  close(): Promise<void>;
}

/** The value of the `Authorization` header, or the values of several. */
export type AuthorizationHeader = string | readonly string[] | undefined;

export interface VerifyRequest extends RouteDemand {
  /** The caller's address, for keys with an allow list. Without one, such a key is refused. */
  readonly ip?: string | undefined;
}

export type RouteCheck = (
  authorization: AuthorizationHeader,
  ip?: string | undefined,
) => Promise<Verification>;

/** Some 20 MB at the most. */
const remembered = { keys: 10_000, rejected: 10_000 };
/** So many attempts without an answer fit into a check. */
const attemptsPerDeadline = 4;
/** A text that is no key's public id. */
const noKeyId = "-";

const systemClocks: LocalClocks = {
  monotonicMs: () => performance.now(),
  wallEpochMs: Date.now,
};

/**
 * Makes a verifier, and begins to connect to the table.
 *
 * Its role needs `dynamodb:Query` and `dynamodb:UpdateItem` on the table, for keys that begin with
 * `KEY#`, and `secretsmanager:GetSecretValue` on the pepper. This is enough to rewrite the digests of
 * keys: a server that should not be able to do so asks the endpoint `/v1/verify` instead.
 *
 * @param options docs/verifier.md explains each
 * @param clocks the local clocks; tests have their own
 * @throws TypeError that names the option at fault
 * @example
 * const verifier = createVerifier({ tableName, pepperSecretArn });
 */
export function createVerifier(options: VerifierOptions, clocks = systemClocks): Verifier {
  const settings = parseOptions(options, process.env);
  const { config, tableName, pepperSecretArn, region, endpoints } = settings;
  const { keyPrefix, importedKeys = "none", planRefusal } = config;
  const formats = { keyPrefix, importedKeys, plans: { eligible: eligibleNames(config.plans) } };

  const print = createFaultLog((line) => console.error(line), clocks.monotonicMs);
  const onFault = settings.onFault ?? print;
  function report(error: unknown): void {
    const fault = faultOf(error, settings);
    try {
      onFault(fault);
    } catch {
      print(fault);
    }
  }

  const credentials = createCredentialCache(
    settings.provider,
    () => dynamodb.clock.signingEpochMs(),
    report,
  );
  const attemptTimeoutMs = settings.deadlineMs / attemptsPerDeadline;
  const shared = { region, credentials, clocks, attemptTimeoutMs };
  const dynamodb = createAwsService({
    ...shared,
    service: "dynamodb",
    endpoint: endpoints.dynamodb,
    maxConnections: settings.maxConnections,
  });
  const secrets = createAwsService({
    ...shared,
    service: "secretsmanager",
    endpoint: endpoints.secretsManager,
    maxConnections: 2,
  });
  const { clock } = dynamodb;
  const keyring = createReadKeyring(secrets.call, pepperSecretArn, clocks.monotonicMs);
  const readKey = createReadKey(tableName, dynamodb.call);
  const verifyKey = createVerifyKey({
    admit: createAdmit(tableName, dynamodb.call, formats.plans),
    readKey,
    keyring,
    nowEpochMs: clock.nowEpochMs,
    random: Math.random,
    memory: createKeyMemory(remembered),
    config: formats,
  });

  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;

  /** Nobody waits for it: where it fails, later answers narrow the clock as well. */
  async function askTable(): Promise<void> {
    if (isClosed) throw new Error("the verifier is closed");
    await withDeadline((deadline) => readKey(noKeyId, deadline));
  }

  /** Learns the table's time, without which nothing may be counted, and fetches the pepper beside. */
  const start = cached(
    async (deadline) => {
      await Promise.all([readKey(noKeyId, deadline), keyring(deadline)]);
      if (!clock.isKnown())
        throw new Error("the table's answer has no Date, so its time is unknown");
      narrowClock(clock, askTable, pause).catch(() => {});
    },
    Number.POSITIVE_INFINITY,
    clocks.monotonicMs,
  );

  const attempts = new NamedSlots(settings.attemptsPerKey);

  async function withDeadline<T>(action: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(settings.deadlineMs);
    const running = action(deadline).finally(() => deadline.end());
    underWay.add(running);
    return running.finally(() => underWay.delete(running));
  }

  async function judge(
    token: string,
    keyId: string,
    { cost, scope }: ReturnType<typeof parseDemand>,
    ip: string | undefined,
  ): Promise<Verdict> {
    const request = { token, cost, scope, callerAddress: async () => ip };
    try {
      if (isClosed) throw new Error("the verifier is closed");
      return await withDeadline(async (deadline) => {
        if (!clock.isKnown()) await start.refresh(deadline);
        return attempts.run(keyId, deadline, () => verifyKey(request, deadline));
      });
    } catch (error) {
      report(error);
      return { kind: "unavailable" };
    }
  }

  function checkFor(wanted: RouteDemand = {}): RouteCheck {
    const demand = parseDemand(wanted, config.scopes);
    const texts = { scope: demand.scope, planRefusal };
    return async function check(authorization, ip) {
      const token = tokenOf(authorization);
      if (token === undefined) return withoutToken;
      const key = parsePresented(token, formats);
      if (!key) return withInvalidKey;
      return toVerification(await judge(token, key.id, demand, ip), texts);
    };
  }

  withDeadline(start.refresh).catch(report);
  return {
    checkFor,
    verify: async (authorization, { ip, ...demand } = {}) => checkFor(demand)(authorization, ip),
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      dynamodb.close();
      secrets.close();
    },
  };
}

/** Keeps no process alive. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function tokenOf(authorization: AuthorizationHeader): string | undefined {
  if (typeof authorization === "string") return parseBearer(authorization);
  const [header, ...others] = authorization ?? [];
  return header === undefined || others.length > 0 ? undefined : parseBearer(header);
}
