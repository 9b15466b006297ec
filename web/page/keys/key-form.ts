import type { PlanRules } from "../../../core/account/plan.ts";
import type { Environment, Key } from "../api/key.ts";
import type { KeyChange, NewKey } from "../api/management.ts";
import { rfc3339 } from "../format/times.ts";
import {
  changedRestrictions,
  integerFault,
  type RestrictionForm,
  restrictionFaults,
  restrictionFormOf,
} from "./restriction-form.ts";

/*
 * The form of a key and its rules. They mirror the API's rules, so that a mistake shows beside its
 * field before anything is sent. The API decides.
 */

export const expiryPresets = ["never", "30d", "90d", "1y", "date"] as const;
export type ExpiryPreset = (typeof expiryPresets)[number];

/** When a key is edited, its expiry can also be kept. */
export type ExpiryChoice = ExpiryPreset | "keep";

export interface KeyForm extends RestrictionForm {
  readonly name: string;
  readonly environment: Environment;
  readonly expiry: ExpiryChoice;
  /** `2026-12-31`, if the expiry is a date. */
  readonly date: string;
  /** As entered; empty means the plan's limit. */
  readonly limit: string;
  /** Empty means none. */
  readonly note: string;
}

/** Error texts by the API's field names. */
export type Faults = ReadonlyMap<string, string>;

export const greatestNameLength = 100;
export const greatestNoteLength = 500;
const secondsPerDay = 86_400;
const presetDays = { "30d": 30, "90d": 90, "1y": 365 } as const;

/** Control and line-breaking characters, lone surrogates, and the replacement character. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u;

export function nameFault(name: string): string | undefined {
  const length = [...name.trim()].length;
  if (length === 0) return "Enter a name.";
  if (length > greatestNameLength) {
    return `Must be at most ${greatestNameLength} characters; this has ${length}.`;
  }
  return unprintable.test(name.trim()) ? "Must not contain control characters." : undefined;
}

/** Lone surrogates, the replacement character, and control characters other than line breaks and tabs. */
const unstorable = /[\p{Cs}\ufffd]|(?![\t\n\r])\p{Cc}/u;

export function noteFault(note: string): string | undefined {
  const length = [...note.trim()].length;
  if (length > greatestNoteLength) {
    return `Must be at most ${greatestNoteLength} characters; this has ${length}.`;
  }
  return unstorable.test(note.trim())
    ? "Must not contain control characters other than line breaks and tabs."
    : undefined;
}

/**
 * Returns when a key expires in whole Unix seconds, or undefined for never. A chosen date includes
 * that whole day, in the user's time zone.
 */
export function expiryTime(
  expiry: ExpiryPreset,
  date: string,
  now: number,
): number | undefined | "invalid" {
  switch (expiry) {
    case "never":
      return undefined;
    case "date":
      return endOfDay(date) ?? "invalid";
    default:
      return now + presetDays[expiry] * secondsPerDay;
  }
}

function endOfDay(date: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date) ?? [];
  if (!year || !month || !day) return undefined;
  const end = new Date(Number(year), Number(month) - 1, Number(day), 23, 59, 59);
  return end.getDate() === Number(day) ? Math.floor(end.getTime() / 1000) : undefined;
}

function expiryFault({ expiry, date }: KeyForm, now: number): string | undefined {
  if (expiry === "keep") return undefined;
  const time = expiryTime(expiry, date, now);
  if (time === "invalid") return "Choose a date.";
  return time === undefined || time > now ? undefined : "Choose today or a later date.";
}

/** The most that a plan lets its users set. */
export type Most = Pick<PlanRules, "limitPerMinute" | "quotas">;

/** Returns the errors of a form, by field. */
export function faultsOf(form: KeyForm, most: Most, now: number): Faults {
  const faults: readonly (readonly [string, string | undefined])[] = [
    ["name", nameFault(form.name)],
    ["expires_at", expiryFault(form, now)],
    ["rate_limit_per_minute", form.limit.trim() && integerFault(form.limit, most.limitPerMinute)],
    ["note", noteFault(form.note)],
    ...restrictionFaults(form, most.quotas),
  ];
  return new Map(faults.flatMap(([field, fault]) => (fault ? [[field, fault] as const] : [])));
}

/** Returns the request body for a form without errors. */
export function newKeyOf(form: KeyForm, now: number): NewKey {
  return {
    name: form.name.trim(),
    environment: form.environment,
    expires_at: expiryOf(form, now) ?? null,
    ...(form.limit.trim() ? { rate_limit_per_minute: Number(form.limit) } : {}),
    ...(form.note.trim() ? { note: form.note.trim() } : {}),
    ...changedRestrictions(restrictionFormOf({}, []), form),
  };
}

/** Returns only the fields that differ, so that changes by others in the meantime are kept. */
export function changeOf(form: KeyForm, initial: KeyForm, key: Key, now: number): KeyChange {
  const name = form.name.trim();
  const note = form.note.trim();
  const limit = form.limit.trim() ? Number(form.limit) : key.rateLimitPerMinute;
  const expiry = form.expiry === "keep" ? {} : { expires_at: expiryOf(form, now) ?? null };
  return {
    ...(name === key.name ? {} : { name }),
    ...(form.environment === key.environment ? {} : { environment: form.environment }),
    ...(note === (key.note ?? "").trim() ? {} : { note: note || null }),
    ...(limit === key.rateLimitPerMinute ? {} : { rate_limit_per_minute: limit }),
    ...(expiry.expires_at === (key.expiresAt === undefined ? null : rfc3339(key.expiresAt))
      ? {}
      : expiry),
    ...changedRestrictions(initial, form),
  };
}

function expiryOf({ expiry, date }: KeyForm, now: number): string | undefined {
  if (expiry === "keep") return undefined;
  const time = expiryTime(expiry, date, now);
  return typeof time === "number" ? rfc3339(time) : undefined;
}
