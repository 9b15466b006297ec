import { LruMap } from "../../core/admission/lru-map.ts";
import { canonicalBlock } from "../../core/key/allowed-ips.ts";

export interface AddressBudgetOptions {
  /** How many requests an address may send at once. */
  readonly burst: number;
  /** How many it gets back each second. */
  readonly perSecond: number;
  /** How many addresses are remembered. */
  readonly capacity: number;
  /** A monotonic clock in milliseconds. */
  readonly nowMs: () => number;
}

/**
 * Takes a request of an address into account.
 *
 * @returns whole seconds until the address may send one again, 0 if this one is within its budget
 */
export type SpendBudget = (address: string) => number;

/**
 * A token bucket for each address, in the memory of one container. It costs neither a read nor a
 * write, so a flood cannot make this product do either. Two containers are two budgets: the throttle
 * of the route is what holds over all of them.
 */
export function createAddressBudget(options: AddressBudgetOptions): SpendBudget {
  const { burst, perSecond, capacity, nowMs } = options;
  const msPerRequest = 1000 / perSecond;
  /** By address, when its bucket is full again. */
  const fullAtMs = new LruMap<number>(capacity);

  return function spend(address) {
    const bucket = bucketOf(address);
    const now = nowMs();
    const fullAt = Math.max(fullAtMs.get(bucket) ?? now, now) + msPerRequest;
    const overMs = fullAt - now - burst * msPerRequest;
    if (overMs > 0) return Math.ceil(overMs / 1000);
    fullAtMs.set(bucket, fullAt);
    return 0;
  };
}

/** A customer of a provider has a whole /64 of IPv6 addresses, RFC 6177. */
function bucketOf(address: string): string {
  const canonical = canonicalBlock(address) ?? address;
  return canonical.includes(":") ? (canonicalBlock(`${canonical}/64`) ?? canonical) : canonical;
}
