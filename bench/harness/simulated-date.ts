/**
 * Makes `new Date()` and `Date.now()` of this process read another clock, for code that takes no
 * clock as a parameter. Timers and `performance.now()` stay as they are.
 */
export function simulateDate(readEpochMs: () => number): void {
  globalThis.Date = new Proxy(Date, {
    construct: (target, given) =>
      given.length === 0 ? new target(readEpochMs()) : Reflect.construct(target, given),
    get: (target, property) => (property === "now" ? readEpochMs : Reflect.get(target, property)),
  });
}
