import type { ForbiddenReason, Verdict } from "../../core/admission/verdict.ts";
import type { Asked, Verify } from "./verifier.ts";

/** What a request with a key must be answered while nothing changes. */
export type Expected =
  | { readonly kind: "admitted"; readonly limit: number; readonly total: number | undefined }
  | { readonly kind: "limited"; readonly reason: "quota" }
  | { readonly kind: "forbidden"; readonly reason: ForbiddenReason }
  | { readonly kind: "invalid" };

/** How a key stands, as far as it decides about a request. */
export interface KeyState {
  readonly isActive: boolean;
  readonly isRevoked: boolean;
  readonly isExpired: boolean;
  readonly isEligible: boolean;
  readonly isSuspended?: boolean;
  /** Undefined restricts nothing, here and below. */
  readonly scopes?: readonly string[] | undefined;
  /** Single addresses. */
  readonly addresses?: readonly string[] | undefined;
  /** The quota in total, and whether any more use would exceed it. */
  readonly total?: { readonly quota: number; readonly isUsedUp: boolean } | undefined;
  readonly limit: number;
  /** The secrets that are good: the current one, and one in its grace period. */
  readonly tokens: readonly string[];
}

/** Judges in the order of the contract. */
export function expectedOf(state: KeyState, token: string, asked: Asked = {}): Expected {
  const isLive = state.isActive && !state.isRevoked && !state.isExpired;
  if (!isLive || !state.tokens.includes(token)) return { kind: "invalid" };
  const reason = forbiddenReasonOf(state, asked);
  if (reason) return { kind: "forbidden", reason };
  if (state.total?.isUsedUp) return { kind: "limited", reason: "quota" };
  return { kind: "admitted", limit: state.limit, total: state.total?.quota };
}

function forbiddenReasonOf(
  { isSuspended = false, isEligible, addresses, scopes, limit, total }: KeyState,
  { address, scope, cost = 1 }: Asked,
): ForbiddenReason | undefined {
  if (isSuspended) return "suspended";
  if (!isEligible) return "plan";
  if (addresses && !addresses.some((listed) => listed === address)) return "address";
  if (scope !== undefined && scopes?.includes(scope) === false) return "scope";
  return cost > Math.min(limit, total?.quota ?? limit) ? "cost" : undefined;
}

interface Use {
  readonly token: string;
  readonly asked: Asked | undefined;
  readonly began: number;
  readonly ended: number;
  readonly verdict: Verdict | "fault";
}

interface Change {
  readonly what: string;
  readonly began: number;
  readonly ended: number;
  readonly after: KeyState;
}

/**
 * What happened, in the order in which it began and ended: every use of a key and every change of
 * it, as whoever asked for it saw them.
 */
export class History {
  readonly #uses: Use[] = [];
  readonly #changes: Change[] = [];
  #moment = 0;
  state: KeyState;

  constructor(state: KeyState) {
    this.state = state;
    this.#changes.push({ what: "the beginning", began: 0, ended: 0, after: state });
  }

  get useCount(): number {
    return this.#uses.length;
  }

  get admittedCount(): number {
    return this.#uses.filter(({ verdict }) => kindOf(verdict) === "admitted").length;
  }

  async use(verify: Verify, token: string, asked?: Asked): Promise<void> {
    const began = ++this.#moment;
    const verdict = await verify(token, asked).catch(() => "fault" as const);
    this.#uses.push({ token, asked, began, ended: ++this.#moment, verdict });
  }

  /** @param run answers what the change made of the state */
  async change(what: string, run: () => Promise<Partial<KeyState>>): Promise<void> {
    const began = ++this.#moment;
    const after = { ...this.state, ...(await run()) };
    this.#changes.push({ what, began, ended: ++this.#moment, after });
    this.state = after;
  }

  /**
   * A use that neither began nor ended during a change must be judged by the state of that time; one
   * that overlaps changes by any of the states that it may have met.
   *
   * @returns a sentence for each use that was not
   */
  faults(): string[] {
    return this.#uses.flatMap(({ token, asked, began, ended, verdict }) => {
      const last = this.#changes.findLastIndex((change) => change.ended < began);
      const met = this.#changes.slice(last).filter((change) => change.began < ended);
      const allowed = met.map(({ after }) => expectedOf(after, token, asked));
      if (allowed.some((expected) => isAsExpected(verdict, expected))) return [];
      const since = met.map(({ what }) => what).join(", ");
      return [`after ${since}: ${kindOf(verdict)} instead of ${JSON.stringify(allowed)}`];
    });
  }
}

function kindOf(verdict: Verdict | "fault"): string {
  return verdict === "fault" ? verdict : verdict.kind;
}

function isAsExpected(verdict: Verdict | "fault", expected: Expected): boolean {
  if (verdict === "fault" || verdict.kind !== expected.kind) return false;
  if ("reason" in expected) return "reason" in verdict && verdict.reason === expected.reason;
  if (verdict.kind !== "admitted" || expected.kind !== "admitted") return true;
  const { limit, quotas } = verdict.allowance;
  const total = quotas.find(({ period }) => period === "total")?.quota;
  return limit === expected.limit && total === expected.total;
}

/**
 * Callers that send one request after another each, until told to stop.
 *
 * @param each so many for each container
 * @param ask sends the request that a caller makes at its turn
 */
export function startCallers(
  history: History,
  containers: readonly Verify[],
  each: number,
  ask: (verify: Verify, turn: number) => Promise<void>,
) {
  let isOver = false;
  const run = async (verify: Verify, first: number) => {
    for (let turn = first; !isOver; turn++) {
      await ask(verify, turn);
      // A use that asks nobody must not keep the others from being heard.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const callers = containers.flatMap((verify, index) =>
    Array.from({ length: each }, (_, caller) => run(verify, index + caller)),
  );
  return {
    /** Until so many more uses have ended. */
    async pass(uses: number): Promise<void> {
      const target = history.useCount + uses;
      while (history.useCount < target) await new Promise((resolve) => setImmediate(resolve));
    },
    async stop(): Promise<void> {
      isOver = true;
      await Promise.all(callers);
    },
  };
}
