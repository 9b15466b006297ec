import { limitSpanMs, refusalSpanMs, staleRefusalMs } from "./contract.ts";
import { type History, isOverlapping, type Violation } from "./exchange.ts";
import { keyRegister, type Registers, registersOf } from "./registers.ts";
import { greatestCount, type Use as RecordedUse, usesOf } from "./uses.ts";

/** Its times are those of the clock that judged it. */
type Use = Omit<RecordedUse, "clock">;

/** How far the clocks of whoever asks and whoever answers may be apart within one request. */
const clockToleranceMs = 5;
/**
 * I1: of a key's requests, no more than its limit are admitted in any 60 s, and none is refused
 * unless that many, its own cost included, may have been admitted in the 61 s before it.
 */
export function checkRateLimit(history: History): Violation[] {
  const registers = registersOf(history);
  const byKey = new Map<string, Use[]>();
  for (const { clock, ...judged } of usesOf(history)) {
    const use = { ...judged, ...clock };
    byKey.set(use.keyId, [...(byKey.get(use.keyId) ?? []), use]);
  }
  return [...byKey].flatMap(([keyId, uses]) => {
    const limit = keyRegister(keyId, "rate_limit_per_minute");
    return [
      ...excesses(uses, limit, registers),
      ...needlessRefusals(uses, limit, registers, history),
      ...wrongHeaders(uses, limit, registers, history),
    ];
  });
}

/**
 * For each admitted request: those that were surely admitted within the 60 s up to its end. The
 * last of them was admitted when the others were in the window already, under a limit of that time.
 */
function excesses(uses: readonly Use[], limit: string, registers: Registers): Violation[] {
  const admitted = uses.filter(({ verdict }) => verdict === "admitted");
  return admitted.flatMap((last) => {
    const span = admitted.filter(
      ({ startMs, endMs }) =>
        startMs > last.endMs - limitSpanMs + clockToleranceMs && endMs <= last.endMs,
    );
    const startMs = Math.max(...span.map((use) => use.startMs));
    const limits = registers.numbers(limit, { startMs, endMs: last.endMs });
    const units = unitsOf(span);
    if (!limits || units <= Math.max(...limits)) return [];
    const message = `key ${last.keyId} was admitted ${units} units within 60 s, at most ${Math.max(...limits)} were allowed`;
    return [{ invariant: "I1", message, exchanges: span.map(({ call }) => call.exchange) }];
  });
}

function needlessRefusals(
  uses: readonly Use[],
  limit: string,
  registers: Registers,
  history: History,
): Violation[] {
  return uses
    .filter(({ verdict }) => verdict === "limited")
    .flatMap((refused) => {
      const before = countedBefore(refused, uses, history);
      const lately = { startMs: refused.startMs - staleRefusalMs, endMs: refused.endMs };
      const limits = registers.numbers(limit, lately);
      if (!limits || before.atMost + refused.cost > Math.min(...limits)) return [];
      const message = `key ${refused.keyId} was refused, though at most ${before.atMost} of ${Math.min(...limits)} were admitted in the 61 s before`;
      return [{ invariant: "I1", message, exchanges: [refused.call.exchange] }];
    });
}

/** How many others were counted in the window that a request was judged by. */
function countedBefore(use: Use, uses: readonly Use[], { disturbances }: History) {
  const mayBeRepeated = (one: Use) =>
    disturbances.some((disturbance) => isOverlapping(disturbance, one));
  let atLeast = 0;
  // Its own earlier attempts may have been counted.
  let atMost = greatestCount("limited", mayBeRepeated(use)) * use.cost;
  for (const other of uses) {
    if (other === use || other.startMs > use.endMs) continue;
    if (other.endMs < use.startMs - refusalSpanMs - clockToleranceMs) continue;
    atMost += greatestCount(other.verdict, mayBeRepeated(other)) * other.cost;
    const isSurelyVisible =
      other.startMs > use.endMs - limitSpanMs + clockToleranceMs && other.endMs < use.startMs;
    if (other.verdict === "admitted" && isSurelyVisible) atLeast += other.cost;
  }
  return { atLeast, atMost };
}

/** `X-RateLimit-*` and `Retry-After` tell what the window holds. */
function wrongHeaders(
  uses: readonly Use[],
  register: string,
  registers: Registers,
  history: History,
): Violation[] {
  return uses
    .filter(({ verdict }) => verdict === "admitted" || verdict === "limited")
    .flatMap((use) => {
      const headers = use.call.exchange.answered?.headers;
      const number = (name: string) => Number(headers?.get(name) ?? Number.NaN);
      const [limit, remaining] = [number("x-ratelimit-limit"), number("x-ratelimit-remaining")];
      const own = use.verdict === "admitted" ? use.cost : 0;
      const { atLeast, atMost } = countedBefore(use, uses, history);
      const used = limit - remaining - own;
      const retryAfter = number("retry-after");
      const startMs = use.startMs - (own > 0 ? 0 : staleRefusalMs);
      const limits = registers.numbers(register, { startMs, endMs: use.endMs });
      const faults = [
        ...(!limits || limits.includes(limit) ? [] : [`the limit is shown as ${limit}`]),
        ...(remaining >= 0 && remaining <= limit - own ? [] : [`${remaining} remain of ${limit}`]),
        ...(used <= atMost ? [] : [`${used} were used before, at most ${atMost} are known of`]),
        // What was admitted under a higher limit does not show in what remains.
        ...(remaining === 0 || used >= atLeast ? [] : [`${used} were used before, not ${atLeast}`]),
        ...(own > 0 || isWait(retryAfter, use, registers) ? [] : [`Retry-After ${retryAfter}`]),
      ];
      const exchanges = [use.call.exchange];
      return faults.map((message) => ({ invariant: "I1", message, exchanges }));
    });
}

/** The wait for the limit; a quota that is used up besides makes it longer, or makes it none. */
function isWait(seconds: number, use: Use, registers: Registers): boolean {
  const at = { startMs: use.startMs - staleRefusalMs, endMs: use.endMs };
  const quotas = keyRegister(use.keyId, "quotas");
  if (Number.isNaN(seconds)) return registers.may(quotas, at, (value) => Object(value).total > 0);
  const longest = registers.may(quotas, at, Boolean) ? 31 * 86_400 : 61;
  return seconds >= 1 && seconds <= longest;
}

function unitsOf(uses: readonly Use[]): number {
  return uses.reduce((total, { cost }) => total + cost, 0);
}
