import fc from "fast-check";
import type { OracleKey } from "./oracle.ts";
import type { Quotas } from "./oracle-quotas.ts";

/** The rules of a key that a body names. */
export interface Rules {
  readonly scopes?: readonly string[] | null;
  readonly allowed_ips?: readonly string[] | null;
  readonly quotas?: Quotas | null;
}

/** Plain objects, as answers have them. */
function record<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(fields, { noNullPrototype: true });
}

const scopes = fc.constantFrom(
  null,
  null,
  [],
  ["models:read"],
  ["account:read"],
  ["models:read", "account:read"],
);
/** In the form in which they are shown. */
const allowedIps = fc.constantFrom(
  null,
  null,
  ["127.0.0.1"],
  ["203.0.113.0/26"],
  ["127.0.0.0/8", "203.0.113.7", "2001:db8::/32"],
);
const units = fc.integer({ min: 1, max: 12 });
const quotas = fc.oneof(
  fc.constant(null),
  record({ day: units }),
  record({ month: units, total: fc.integer({ min: 5, max: 30 }) }),
  record({ day: units, month: units, total: units }),
);

/** One of the rules, or several. */
export const anyRules: fc.Arbitrary<Rules> = fc.oneof(
  record({ scopes }),
  record({ allowed_ips: allowedIps }),
  record({ quotas }),
  record({ quotas }),
  record({ scopes, allowed_ips: allowedIps, quotas }),
);

export function applyRules(key: OracleKey, body: Rules): void {
  if (body.scopes !== undefined) key.scopes = body.scopes;
  if (body.allowed_ips !== undefined) key.allowedIps = body.allowed_ips;
  if (body.quotas !== undefined) key.quotas.replace(body.quotas);
}
