import { parseBearer } from "../core/admission/bearer.ts";
import type { Verdict } from "../core/admission/verdict.ts";
import { parsePresented } from "../core/key/parse-presented.ts";
import { Deadline } from "../core/time/deadline.ts";
import { NamedSlots } from "../core/time/slots.ts";
import { parseDemand, type RouteDemand } from "./demand.ts";
import { createFaultLog, faultOf } from "./faults.ts";
import { parseOptions, type VerifierOptions, type VerifierSettings } from "./options.ts";
import { createTableAccess } from "./table-access.ts";
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
  const report = createReport(settings, clocks);
  const table = createTableAccess(settings, clocks, report);
  const attempts = new NamedSlots(settings.attemptsPerKey);
  const underWay = new Set<Promise<unknown>>();
  let isClosed = false;

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
        await table.ready(deadline);
        return attempts.run(keyId, deadline, () => table.verifyKey(request, deadline));
      });
    } catch (error) {
      report(error);
      return { kind: "unavailable" };
    }
  }

  function checkFor(wanted: RouteDemand = {}): RouteCheck {
    const demand = parseDemand(wanted, settings.config.scopes);
    const texts = { scope: demand.scope, planRefusal: settings.config.planRefusal };
    return async function check(authorization, ip) {
      const token = tokenOf(authorization);
      if (token === undefined) return withoutToken;
      const key = parsePresented(token, table.formats);
      if (!key) return withInvalidKey;
      return toVerification(await judge(token, key.id, demand, ip), texts);
    };
  }

  withDeadline(table.ready).catch(report);
  return {
    checkFor,
    verify: async (authorization, { ip, ...demand } = {}) => checkFor(demand)(authorization, ip),
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      table.close();
    },
  };
}

/** Says what is wrong and what to do, whatever the caller's handler does. */
function createReport(
  settings: VerifierSettings,
  { monotonicMs }: LocalClocks,
): (error: unknown) => void {
  const print = createFaultLog((line) => console.error(line), monotonicMs);
  const { onFault = print } = settings;
  return function report(error) {
    const fault = faultOf(error, settings);
    try {
      onFault(fault);
    } catch {
      print(fault);
    }
  };
}

function tokenOf(authorization: AuthorizationHeader): string | undefined {
  if (typeof authorization === "string") return parseBearer(authorization);
  const [header, ...others] = authorization ?? [];
  return header === undefined || others.length > 0 ? undefined : parseBearer(header);
}
