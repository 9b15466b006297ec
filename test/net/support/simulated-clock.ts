import { randomUUID } from "node:crypto";
import { setEnvironmentData } from "node:worker_threads";

/** A clock that runs like the machine's and can be put forward, or askew. */
export interface SimulatedClock {
  /** Milliseconds since 1970; never backwards unless it is put back. */
  readonly nowMs: () => number;
  advance(ms: number): void;
  /** What a function's bundle begins with so that its `Date` is this clock's. */
  readonly prelude: string;
}

/**
 * Functions run in threads of this process, so the distance from the machine's clock is shared with
 * them as memory. Only the bundle's own `Date` is replaced: what stands for Lambda's runtime goes on
 * by the machine's clock, timers too.
 */
export function simulatedClock(): SimulatedClock {
  const name = `latchkey-clock-${randomUUID()}`;
  const memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const distance = new BigInt64Array(memory);
  setEnvironmentData(name, memory);
  return {
    nowMs: () => performance.timeOrigin + performance.now() + Number(Atomics.load(distance, 0)),
    advance: (ms) => void Atomics.add(distance, 0, BigInt(Math.round(ms))),
    prelude: preludeOf(name),
  };
}

function preludeOf(name: string): string {
  return `import { getEnvironmentData as simulatedClockMemory } from "node:worker_threads";
const Date = (() => {
  const real = globalThis.Date;
  const distance = new BigInt64Array(simulatedClockMemory(${JSON.stringify(name)}));
  const now = () => Math.floor(performance.timeOrigin + performance.now()) + Number(Atomics.load(distance, 0));
  return new Proxy(real, {
    construct: (target, given) => given.length === 0 ? new target(now()) : Reflect.construct(target, given),
    get: (target, property) => (property === "now" ? now : Reflect.get(target, property)),
  });
})();
`;
}
