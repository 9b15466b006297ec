import fc from "fast-check";
import type { Interval } from "../../history/exchange.ts";
import { greatestCount, type Verdict, verdictOf } from "../../history/uses.ts";
import type { Oracle, OracleKey } from "../oracle.ts";
import type { ModelCommand, Session } from "../session.ts";

/** Uses a key several times at once, by its current secret or by one that it had. */
class Use implements ModelCommand {
  readonly index: number;
  readonly secretsBack: number;
  readonly times: number;

  constructor(index: number, secretsBack: number, times: number) {
    this.index = index;
    this.secretsBack = secretsBack;
    this.times = times;
  }

  check({ keys }: Readonly<Oracle>): boolean {
    return keys.length > 0;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const key = oracle.key(this.index);
    const secret = key.secrets.at(-1 - (this.secretsBack % key.secrets.length));
    const text = secret?.text;
    if (!secret || text === undefined) return;
    const isDisturbed = session.isDisturbed;
    const startMs = session.nowMs;
    const sent = Array.from({ length: this.times }, () => session.recorder.use(text));
    const verdicts = (await Promise.all(sent)).map(({ status }) => verdictOf(status));
    const at = { startMs, endMs: session.nowMs };
    const standings = oracle.standings(key, secret, at);
    const allowed = new Set([
      ...standings,
      ...(standings.has("admitted") || oracle.isStale(key, at) ? (["limited"] as const) : []),
      ...(isDisturbed ? (["unavailable"] as const) : []),
    ]);
    const wrong = verdicts.find((verdict) => !allowed.has(verdict));
    if (wrong) throw new Error(`${wrong} instead of ${[...allowed].join(" or ")}`);
    if (standings.size === 1 && standings.has("admitted") && !isDisturbed) {
      const room = oracle.room(key, this.times, at);
      const admitted = verdicts.filter((verdict) => verdict === "admitted").length;
      if (admitted < room.atLeast || admitted > room.atMost) {
        throw new Error(`${admitted} were admitted instead of ${room.atLeast} to ${room.atMost}`);
      }
    }
    count(key, verdicts, at, isDisturbed);
  }

  toString(): string {
    return `use(key ${this.index}, secret ${-this.secretsBack}, ${this.times} times)`;
  }
}

function count(key: OracleKey, verdicts: Verdict[], at: Interval, isDisturbed: boolean): void {
  const admitted = verdicts.filter((verdict) => verdict === "admitted").length;
  const counts = verdicts.map((verdict) => greatestCount(verdict, isDisturbed));
  const atMost = counts.reduce((sum, each) => sum + each, 0);
  if (atMost > 0) key.counted.push({ ...at, atLeast: admitted, atMost });
  if (verdicts.includes("limited")) key.lastRefusedMs = at.endMs;
}

export const useCommands = fc
  .tuple(fc.nat({ max: 9 }), fc.nat({ max: 2 }), fc.integer({ min: 1, max: 4 }))
  .map(([index, secretsBack, times]) => new Use(index, secretsBack, times));

/** The current secret of one of few keys: what most requests come with. */
export const plainUseCommands = fc
  .tuple(fc.nat({ max: 2 }), fc.constantFrom(1, 1, 2, 3))
  .map(([index, times]) => new Use(index, 0, times));
