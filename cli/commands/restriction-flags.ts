import type { Command } from "commander";
import { type QuotaPeriod, type Quotas, quotaPeriods } from "../../core/key/quotas.ts";

import { CliError } from "../exit-code.ts";
import { wholeNumber } from "./flags.ts";

/** A number; false for the flag's `--no-` form. */
type QuotaFlag = number | false;

/** Flags that restrict a key's scopes, addresses and quotas. */
export interface RestrictionFlags {
  /** False for `--no-scope`. */
  readonly scope?: readonly string[] | false;
  readonly allScopes?: boolean;
  readonly allowIp?: readonly string[];
  readonly anyIp?: boolean;
  readonly quotaDay?: QuotaFlag;
  readonly quotaMonth?: QuotaFlag;
  readonly quotaTotal?: QuotaFlag;
  /** False for `--no-quotas`; true if the flag is absent. */
  readonly quotas?: boolean;
}

const periodFlags = { day: "quotaDay", month: "quotaMonth", total: "quotaTotal" } as const;
const periodNames = {
  day: "day (UTC)",
  month: "calendar month (UTC)",
  total: "lifetime of the key",
} as const;

/** Adds the flags that restrict a key. */
export function withRestrictionFlags(command: Command): Command {
  command
    .option("--scope <name>", "only routes that want this scope, or none; repeatable", listed)
    .option("--no-scope", "only routes that want no scope")
    .option("--allow-ip <address>", "only from this IP address or CIDR block; repeatable", listed);
  for (const period of quotaPeriods) {
    command.option(
      `--quota-${period} <units>`,
      `maximum number of units per ${periodNames[period]}`,
      wholeNumber,
    );
  }
  return command;
}

/** Adds the flags that lift the restrictions of a key. */
export function withLiftingFlags(command: Command): Command {
  command
    .option("--all-scopes", "lift the restriction to scopes")
    .option("--any-ip", "remove the allow list");
  for (const period of quotaPeriods) {
    command.option(`--no-quota-${period}`, `remove the quota per ${periodNames[period]}`);
  }
  return command.option("--no-quotas", "remove all quotas");
}

/** Returns the fields for the API, if any. @throws CliError if the flags contradict each other */
export function scopesAndAddressesOf(flags: RestrictionFlags): Record<string, unknown> {
  const { scope, allScopes, allowIp, anyIp } = flags;
  if (scope !== undefined && allScopes) throw contradiction("--scope", "--all-scopes");
  if (allowIp !== undefined && anyIp) throw contradiction("--allow-ip", "--any-ip");
  return {
    ...(scope === undefined ? {} : { scopes: scope || [] }),
    ...(allScopes ? { scopes: null } : {}),
    ...(allowIp === undefined ? {} : { allowed_ips: allowIp }),
    ...(anyIp ? { allowed_ips: null } : {}),
  };
}

/** Whether the result of `quotasOf` depends on the quotas that the key has. */
export function changesSomeQuotas(flags: RestrictionFlags): boolean {
  return quotaPeriods.some((period) => flags[periodFlags[period]] !== undefined);
}

/**
 * Returns all quotas after the change, since the API replaces them as a whole.
 *
 * @param before the quotas that the key has
 * @returns undefined if no flag changes them, null if none is left
 * @throws CliError if the flags contradict each other
 */
export function quotasOf(
  flags: RestrictionFlags,
  before: Quotas | null,
): Quotas | null | undefined {
  const removesAll = flags.quotas === false;
  if (!changesSomeQuotas(flags)) return removesAll ? null : undefined;
  if (removesAll) throw contradiction("--quota-…", "--no-quotas");
  const after = quotaPeriods.flatMap((period): [QuotaPeriod, number][] => {
    const units = flags[periodFlags[period]] ?? before?.[period];
    return units === undefined || units === false ? [] : [[period, units]];
  });
  return after.length === 0 ? null : Object.fromEntries(after);
}

/** Adds a value to those before it. */
function listed(text: string, before: readonly string[] | false = false): readonly string[] {
  return [...(before || []), text];
}

function contradiction(one: string, other: string): CliError {
  return new CliError("misuse", `${one} and ${other} cannot be used together.`);
}
