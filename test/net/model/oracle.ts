import { eligiblePlans } from "../history/contract.ts";
import type { Interval } from "../history/exchange.ts";
import type { Verdict } from "../history/uses.ts";

export interface OracleSecret {
  /** Undefined where the answer that brought it was lost. */
  readonly text: string | undefined;
  /** From then on it is no longer good; undefined for the current one. */
  untilMs: number | undefined;
}

/** Uses that were counted within an interval; under faults it is not known how many. */
interface Counted extends Interval {
  readonly atLeast: number;
  readonly atMost: number;
}

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

  /** How a secret may be judged at some moment of an interval, the window apart. */
  standings(key: OracleKey, secret: OracleSecret, { startMs, endMs }: Interval): Set<Verdict> {
    return new Set([this.#verdictOf(key, secret, startMs), this.#verdictOf(key, secret, endMs)]);
  }

  /** Whether a key's time is over, at some moment of an interval. */
  expiry({ expiresAtMs = Number.POSITIVE_INFINITY }: OracleKey, { startMs, endMs }: Interval) {
    return new Set([startMs, endMs].map((ms) => (expiresAtMs <= ms ? "expired" : "live")));
  }

  /** A window that was just seen full may be taken for full until that second ends. */
  isStale({ lastRefusedMs }: OracleKey, { startMs }: Interval): boolean {
    return secondOf(lastRefusedMs) >= secondOf(startMs);
  }

  #verdictOf(key: OracleKey, { untilMs }: OracleSecret, atMs: number): Verdict {
    const isGone = untilMs !== undefined && untilMs <= atMs;
    const isExpired = key.expiresAtMs !== undefined && key.expiresAtMs <= atMs;
    if (isGone || isExpired || key.isRevoked || key.isPaused) return "invalid";
    return eligiblePlans.includes(this.plan) ? "admitted" : "ineligible";
  }

  /** How many of some uses at once are admitted, if they are judged by the window alone. */
  room(key: OracleKey, uses: number, at: Interval): { atLeast: number; atMost: number } {
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
      atLeast: this.isStale(key, at) ? 0 : Math.min(uses, Math.max(0, key.limit - possibly)),
      atMost: Math.min(uses, Math.max(0, key.limit - surely)),
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
