import type { PlanRules } from "../../../core/account/plan.ts";
import { type QuotaPeriod, type Quotas, quotaPeriods } from "../../../core/key/quotas.ts";
import type { Restrictions } from "../api/management.ts";
import { count } from "../format/numbers.ts";

/*
 * The part of a key's form that restricts the key. The API reads addresses; the page only points out
 * what cannot be one.
 */

export type Access = "full" | "read" | "choose";

export interface RestrictionForm {
  readonly access: Access;
  /** The chosen scopes; without effect with full access. */
  readonly scopes: readonly string[];
  /** As entered, one address or block a line; empty means from anywhere. */
  readonly allowedIps: string;
  /** As entered; empty means none. */
  readonly quotas: Readonly<Record<QuotaPeriod, string>>;
}

/** The scopes of the preset "Read only"; empty if the names do not tell. */
export function readScopesOf(configured: readonly string[]): string[] {
  return configured.filter((name) => name.endsWith(":read"));
}

/** @param configured names of scopes; the API takes no others */
export function restrictionFormOf(
  key: {
    readonly scopes?: readonly string[] | undefined;
    readonly allowedIps?: readonly string[] | undefined;
    readonly quotas?: Quotas | undefined;
  },
  configured: readonly string[],
): RestrictionForm {
  const scopes = configured.filter((name) => key.scopes?.includes(name));
  const isRead = scopes.length > 0 && String(scopes) === String(readScopesOf(configured));
  const quota = (period: QuotaPeriod) => String(key.quotas?.[period] ?? "");
  return {
    access: key.scopes === undefined ? "full" : isRead ? "read" : "choose",
    scopes,
    allowedIps: (key.allowedIps ?? []).join("\n"),
    quotas: { day: quota("day"), month: quota("month"), total: quota("total") },
  };
}

/** Returns what a form without errors asks for, in the API's words. */
export function restrictionsOf(form: RestrictionForm): Restrictions {
  const entries = entriesOf(form);
  const quotas = quotaPeriods.flatMap((period) => {
    const text = form.quotas[period].trim();
    return text ? [[period, Number(text)] as const] : [];
  });
  return {
    scopes: form.access === "full" ? null : form.scopes,
    allowed_ips: entries.length > 0 ? entries : null,
    quotas: quotas.length > 0 ? Object.fromEntries(quotas) : null,
  };
}

/** Returns the restrictions in which two forms differ, as the second has them. */
export function changedRestrictions(
  before: RestrictionForm,
  after: RestrictionForm,
): Partial<Restrictions> {
  const [old, wanted] = [restrictionsOf(before), restrictionsOf(after)];
  const differs = (field: keyof Restrictions) =>
    JSON.stringify(old[field]) !== JSON.stringify(wanted[field]);
  return {
    ...(differs("scopes") ? { scopes: wanted.scopes } : {}),
    ...(differs("allowed_ips") ? { allowed_ips: wanted.allowed_ips } : {}),
    ...(differs("quotas") ? { quotas: wanted.quotas } : {}),
  };
}

const greatestQuota = 10 ** 12;

/** Returns the errors by the API's field names. @param most the quotas of the account's plan */
export function restrictionFaults(
  form: RestrictionForm,
  most: PlanRules["quotas"],
): readonly (readonly [string, string | undefined])[] {
  return [
    ["allowed_ips", addressFault(form)],
    ...quotaPeriods.map((period) => {
      const text = form.quotas[period];
      const isEmpty = text.trim() === "" && most?.[period] === undefined;
      const fault = isEmpty ? undefined : integerFault(text, most?.[period] ?? greatestQuota);
      return [`quotas.${period}`, fault] as const;
    }),
  ];
}

export function integerFault(entered: string, greatest: number): string | undefined {
  const text = entered.trim();
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= greatest
    ? undefined
    : `Must be a whole number from 1 to ${count(greatest)}.`;
}

function addressFault(form: RestrictionForm): string | undefined {
  const odd = entriesOf(form).find((entry) => !/^[\da-f:.]{2,45}(\/\d{1,3})?$/i.test(entry));
  return odd && `“${odd}” is not an IP address or CIDR block.`;
}

function entriesOf({ allowedIps }: RestrictionForm): string[] {
  return allowedIps.split(/[\s,]+/).filter(Boolean);
}
