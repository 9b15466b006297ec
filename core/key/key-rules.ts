import {
  type CorruptItemError,
  isCount,
  isText,
  type KeyRecord,
  malformedAttribute,
  type PlainItem,
  requireKnownFormat,
} from "./key-record.ts";
import { type QuotaPeriod, type Quotas, type QuotaUse, quotaPeriods } from "./quotas.ts";

/**
 * The restrictions of a key. Undefined restricts nothing.
 *
 * The authorizer reads them from an item of their own and remembers them; the key's hot item names
 * the version that is in force.
 */
export interface KeyRules {
  /** The only scopes that the key has. An empty list has none. */
  readonly scopes: readonly string[] | undefined;
  /** The only addresses that may use it: IPv4 or IPv6, or CIDR blocks, in canonical form. */
  readonly allowedIps: readonly string[] | undefined;
  readonly quotas: Quotas | undefined;
}

/** Rules as the authorizer reads them, with the version that they came with. */
export interface VersionedRules extends KeyRules {
  readonly version: number;
}

export const noRules: KeyRules = { scopes: undefined, allowedIps: undefined, quotas: undefined };

export function hasRules({ scopes, allowedIps, quotas }: KeyRules): boolean {
  return scopes !== undefined || allowedIps !== undefined || quotas !== undefined;
}

/**
 * Returns a key's rules, with what its hot item says of them.
 *
 * @param version the key's at the change that sets them
 * @param use what was used of the quotas so far; one that the key had not before starts at 0
 */
export function rulesAt(version: number, rules: KeyRules, use: QuotaUse = {}): RulesOfKey {
  const { scopes, allowedIps, quotas } = rules;
  const usedOf = (period: QuotaPeriod) =>
    quotas?.[period] === undefined ? undefined : (use[period] ?? 0);
  return {
    scopes,
    allowedIps,
    quotas,
    policyVersion: hasRules(rules) ? version : undefined,
    quotaUse: { day: usedOf("day"), month: usedOf("month"), total: usedOf("total") },
  };
}

type RulesOfKey = KeyRules & Pick<KeyRecord, "policyVersion" | "quotaUse">;

/**
 * Reads a policy item, closed towards what it does not know: a restriction must not be lost.
 *
 * @throws CorruptItemError naming the attribute, never its value
 * @throws NewerFormatError
 */
export function parsePolicyItem(item: PlainItem): VersionedRules {
  const { format, policy_version: version } = item;
  if (!isCount(format) || !isCount(version)) throw malformed("format or policy_version");
  requireKnownFormat("policy item", format);
  return { version, ...readRules(item) };
}

/** Reads rules from either item that has them. @throws CorruptItemError naming the attribute */
export function readRules(item: PlainItem): KeyRules {
  return {
    scopes: readTexts(item, "scopes"),
    allowedIps: readTexts(item, "allowed_ips"),
    quotas: readQuotas(item),
  };
}

export function readTexts(item: PlainItem, attribute: string): readonly string[] | undefined {
  // A value of a type that is never stored reads as undefined: that is a restriction, too.
  if (!Object.hasOwn(item, attribute)) return undefined;
  const value = item[attribute];
  if (!Array.isArray(value) || !value.every(isText)) throw malformed(attribute);
  return value;
}

export function readQuotas(item: PlainItem): Quotas | undefined {
  if (!Object.hasOwn(item, "quotas")) return undefined;
  const { quotas } = item;
  if (typeof quotas !== "object" || quotas === null) throw malformed("quotas");
  const entries = Object.entries(quotas);
  const isKnown = ([name, value]: [string, unknown]) =>
    quotaPeriods.some((period) => period === name) && isCount(value);
  if (entries.length === 0 || !entries.every(isKnown)) throw malformed("quotas");
  return Object.fromEntries(entries);
}

function malformed(attribute: string): CorruptItemError {
  return malformedAttribute("policy item", attribute);
}
