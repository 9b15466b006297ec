import fc from "fast-check";
import { embeddedClockMs } from "../../history/contract.ts";
import { isSlow, type JsonResponse } from "../../history/recorder.ts";
import {
  demandOf,
  type ForbiddenReason,
  greatestCount,
  reasonOf,
  type Verdict,
  verdictOf,
} from "../../history/uses.ts";
import type { Oracle } from "../oracle.ts";
import type { ModelCommand, Session } from "../session.ts";

/** Uses a key several times at once, by its current secret or by one that it had. */
class Use implements ModelCommand {
  readonly index: number;
  readonly secretsBack: number;
  readonly times: number;
  readonly target: string;

  constructor(index: number, secretsBack: number, times: number, target = "/api/v1/models") {
    this.index = index;
    this.secretsBack = secretsBack;
    this.times = times;
    this.target = target;
  }

  check({ keys }: Readonly<Oracle>): boolean {
    return keys.length > 0;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const key = oracle.key(this.index);
    const secret = key.secrets.at(-1 - (this.secretsBack % key.secrets.length));
    const text = secret?.text;
    if (!secret || text === undefined) return;
    const demand = demandOf(this.target);
    const errorMs = this.target.startsWith("/embedded") ? embeddedClockMs : 0;
    const wasDisturbed = session.isDisturbed;
    const sentMs = session.nowMs;
    const sent = Array.from({ length: this.times }, () => session.recorder.use(text, this.target));
    const verdicts = (await Promise.all(sent)).map(verdictIn);
    const isDisturbed = wasDisturbed || isSlow({ startMs: sentMs, endMs: session.nowMs });
    const at = { startMs: sentMs - errorMs, endMs: session.nowMs + errorMs };
    const standings = oracle.standings(key, secret, demand, at);
    const [window, quotas] = [oracle.room(key, demand.cost, at), key.quotas.room(demand.cost, at)];
    const isStale = oracle.isStale(key, at);
    const mayLack = (room: { atLeast: number }) =>
      isStale || (standings.has("admitted") && (isDisturbed || room.atLeast < this.times));
    const allowed = new Set([
      ...standings,
      ...(mayLack(window) ? (["limited"] as const) : []),
      ...(key.quotas.values && mayLack(quotas) ? (["over-quota"] as const) : []),
      ...(isDisturbed ? (["unavailable"] as const) : []),
    ]);
    const wrong = verdicts.find((verdict) => !allowed.has(verdict));
    if (wrong) throw new Error(`${wrong} instead of ${[...allowed].join(" or ")}`);
    const admitted = verdicts.filter((verdict) => verdict === "admitted").length;
    if (standings.size === 1 && standings.has("admitted") && !isDisturbed) {
      const atLeast = isStale ? 0 : Math.min(this.times, window.atLeast, quotas.atLeast);
      const atMost = Math.min(this.times, window.atMost, quotas.atMost);
      if (admitted < atLeast || admitted > atMost) {
        throw new Error(`${admitted} were admitted instead of ${atLeast} to ${atMost}`);
      }
    }
    const counts = verdicts.map((verdict) => greatestCount(verdict, isDisturbed));
    const units = counts.reduce((sum, each) => sum + each, 0) * demand.cost;
    if (units > 0) {
      const counted = { ...at, atLeast: admitted * demand.cost, atMost: units };
      key.counted.push(counted);
      key.quotas.count(counted);
    }
    const isFull = verdicts.some((verdict) => verdict === "limited" || verdict === "over-quota");
    if (isFull) key.lastRefusedMs = at.endMs;
  }

  toString(): string {
    return `use(key ${this.index}, secret ${-this.secretsBack}, ${this.times} times, ${this.target})`;
  }
}

function verdictIn({ status, json }: JsonResponse): Verdict | ForbiddenReason {
  if (status === 403) return reasonOf(json.error);
  return json?.error === "Quota exceeded" ? "over-quota" : verdictOf(status);
}

export const useCommands = fc
  .tuple(fc.nat({ max: 9 }), fc.nat({ max: 2 }), fc.integer({ min: 1, max: 4 }))
  .map(([index, secretsBack, times]) => new Use(index, secretsBack, times));

/** The current secret of one of few keys: what most requests come with. */
export const plainUseCommands = fc
  .tuple(fc.nat({ max: 2 }), fc.constantFrom(1, 1, 2, 3))
  .map(([index, times]) => new Use(index, 0, times));

/** `/v1/verify` and the embedded verifier, which take cost, scope and address from the query. */
const demandingTargets = fc
  .record({
    path: fc.constantFrom("/api/v1/verify", "/embedded"),
    cost: fc.constantFrom(undefined, 1, 2, 3, 4),
    scope: fc.constantFrom(undefined, undefined, "models:read", "account:read"),
    ip: fc.constantFrom(undefined, "127.0.0.1", "203.0.113.7", "203.0.113.80", "2001:db8::7"),
  })
  .map(({ path, ...demand }) => {
    const given = Object.entries(demand).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return `${path}?${query}`;
  });

/** The other ways to a verdict. */
export const otherUseCommands = fc
  .tuple(
    fc.nat({ max: 2 }),
    fc.constantFrom(0, 0, 0, 1),
    fc.constantFrom(1, 1, 2, 3),
    fc.oneof({ arbitrary: demandingTargets, weight: 3 }, fc.constant("/gateway/goods")),
  )
  .map(([index, secretsBack, times, target]) => new Use(index, secretsBack, times, target));
