import { isInScope, isOnList, isPayable } from "../history/check-verdicts.ts";
import { eligiblePlans } from "../history/contract.ts";
import type { Interval } from "../history/exchange.ts";
import type { ForbiddenReason, Use, Verdict } from "../history/uses.ts";
import type { Counted, OracleQuotas, Room } from "./oracle-quotas.ts";

export interface OracleSecret {
  /** Undefined where the answer that brought it was lost. */
  readonly text: string | undefined;
  /** From then on it is no longer good; undefined for the current one. */
  untilMs: number | undefined;
}

/** A request's demand on a key. */
export type Demand = Pick<Use, "cost" | "scope" | "address">;

export interface OracleKey {
  readonly id: string;
  readonly path: string;
  /** Oldest first. Replaced ones are kept, to be refused. */
  readonly secrets: OracleSecret[];
  name: string;
  isPaused: boolean;
  isRevoked: boolean;
  expiresAtMs: number | undefined;
  limit: number;
  scopes: readonly string[] | null;
  allowedIps: readonly string[] | null;
  readonly quotas: OracleQuotas;
  counted: Counted[];
  lastRefusedMs: number;
}

/** A create that may be repeated. */
export interface OracleRequest {
  readonly idempotencyKey: string;
  readonly body: object;
  readonly keyId: string;
  /** By then it is forgotten: 24 hours after it was made. */
  readonly untilMs: Interval;
}

/** A window has 61 whole seconds in view, the current one included. */
const visibleSeconds = 60;

/** What the product should be, in the few lines that a person can hold in mind. One account of it. */
export class Oracle {
  plan = "agency";
  isSuspended = false;
  cap = 4;
  readonly keys: OracleKey[] = [];
  readonly requests: OracleRequest[] = [];

  get activeKeys(): OracleKey[] {
    return this.keys.filter(({ isRevoked }) => !isRevoked);
  }

  get isAtCap(): boolean {
    return this.activeKeys.length >= this.cap;
  }

  /** A key by any number: so what is left of a shrunk history still has one. */
  key(index: number): OracleKey {
    const key = this.keys[index % this.keys.length];
    if (!key) throw new Error("there is no key yet");
    return key;
  }

  /** How a request may be judged at some moment of an interval, limit and quotas apart. */
  standings(
    key: OracleKey,
    secret: OracleSecret,
    demand: Demand,
    { startMs, endMs }: Interval,
  ): Set<Verdict | ForbiddenReason> {
    const at = (ms: number) => this.#verdictOf(key, secret, demand, ms);
    return new Set([at(startMs), at(endMs)]);
  }

  /** Whether a key's time is over, at some moment of an interval. */
  expiry({ expiresAtMs = Number.POSITIVE_INFINITY }: OracleKey, { startMs, endMs }: Interval) {
    return new Set([startMs, endMs].map((ms) => (expiresAtMs <= ms ? "expired" : "live")));
  }

  /** A window that was just seen full may be taken for full until that second ends. */
  isStale({ lastRefusedMs }: OracleKey, { startMs }: Interval): boolean {
    return secondOf(lastRefusedMs) >= secondOf(startMs);
  }

  #verdictOf(
    key: OracleKey,
    { untilMs }: OracleSecret,
    { cost, scope, address }: Demand,
    atMs: number,
  ): Verdict | ForbiddenReason {
    const isGone = untilMs !== undefined && untilMs <= atMs;
    const isExpired = key.expiresAtMs !== undefined && key.expiresAtMs <= atMs;
    if (isGone || isExpired || key.isRevoked || key.isPaused) return "invalid";
    if (this.isSuspended) return "suspended";
    if (!eligiblePlans.includes(this.plan)) return "plan";
    if (!isOnList(address, key.allowedIps)) return "address";
    if (!isInScope(scope, key.scopes)) return "scope";
    return cost <= key.limit && isPayable(cost, key.quotas.values) ? "admitted" : "cost";
  }

  /** How many of some uses at once fit, by the window alone. */
  room(key: OracleKey, cost: number, at: Interval): Room {
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    const surely = sum(
      key.counted
        .filter(({ startMs }) => secondOf(startMs) >= secondOf(at.endMs) - visibleSeconds)
        .map(({ atLeast }) => atLeast),
    );
    const possibly = sum(
      key.counted
        .filter(({ endMs }) => secondOf(endMs) >= secondOf(at.startMs) - visibleSeconds)
        .map(({ atMost }) => atMost),
    );
    return {
      atLeast: Math.max(0, Math.floor((key.limit - possibly) / cost)),
      atMost: Math.max(0, Math.floor((key.limit - surely) / cost)),
    };
  }
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}

/** Gives a key another secret; the one before it is good until then, those before that no more. */
export function replaceSecret(key: OracleKey, text: string | undefined, untilMs: number): void {
  const current = key.secrets.at(-1);
  for (const secret of key.secrets) secret.untilMs = secret === current ? untilMs : 0;
  key.secrets.push({ text, untilMs: undefined });
}
