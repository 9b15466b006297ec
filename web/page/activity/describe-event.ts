import type { AuditEvent, Change, ChangeValue } from "../api/event.ts";
import { dateAndTimeOf } from "../format/times.ts";

/** A sentence about an event, in parts. `subject` is a name that a user chose. */
export interface EventDescription {
  readonly before: string;
  readonly subject: string | undefined;
  readonly after: string;
  /** The changes to list, in words. */
  readonly details: readonly DescribedChange[];
}

export interface DescribedChange {
  readonly label: string;
  /** Undefined if there was no value before. */
  readonly before: string | undefined;
  readonly after: string;
}

/** @param nameOf returns the name of a key, if the page knows it */
export function describeEvent(
  event: AuditEvent,
  nameOf: (keyId: string) => string,
): EventDescription {
  const { keyId, changes } = event;
  if (keyId === undefined) {
    const verb = event.action === "account.created" ? "created" : "updated";
    return { before: "Account ", subject: undefined, after: verb, details: details(event) };
  }
  const renamed = changes.find(({ field }) => field === "name");
  const name = textOf(renamed?.after) ?? nameOf(keyId);
  return {
    before: "Key ",
    subject: name,
    after: verbOf(event),
    details: details(event),
  };
}

function verbOf({ action, changes }: AuditEvent): string {
  switch (action) {
    case "key.created":
      return "created";
    case "key.imported":
      return "imported";
    case "key.rotated":
      return "rotated";
    case "key.revoked":
      return "revoked";
    case "key.updated":
      return verbOfChange(changes);
    default:
      return action;
  }
}

function verbOfChange(changes: readonly Change[]): string {
  const [change] = changes;
  if (changes.length !== 1 || !change) return "updated";
  if (change.field === "is_active") return change.after === true ? "resumed" : "paused";
  return change.field === "name" ? "renamed" : "updated";
}

/** The label of each field, in the order of display. */
const labels: ReadonlyMap<string, string> = new Map([
  ["plan", "Plan"],
  ["name", "Name"],
  ["environment", "Environment"],
  ["note", "Note"],
  ["metadata", "Metadata"],
  ["rate_limit_per_minute", "Requests per minute"],
  ["max_active_keys", "Maximum number of keys"],
  ["expires_at", "Expires"],
  ["is_active", "Status"],
  ["previous_secret_expires_at", "Old secret works until"],
]);

/** Leaves out what the sentence already says, and fields that a new resource does not have. */
function details({ action, changes }: AuditEvent): DescribedChange[] {
  const isUpdate = action.endsWith(".updated");
  const isPause = isUpdate && changes.length === 1 && changes[0]?.field === "is_active";
  if (isPause) return [];
  return [...labels].flatMap(([field, label]): DescribedChange[] => {
    const change = changes.find((one) => one.field === field);
    if (!change || !isShown(change, action)) return [];
    const before = isUpdate ? words(field, change.before) : undefined;
    return [{ label, before, after: words(field, change.after) }];
  });
}

function isShown({ field, after }: Change, action: string): boolean {
  const isUpdate = action.endsWith(".updated");
  switch (field) {
    case "name":
      return isUpdate || (action.startsWith("account.") && after !== null);
    case "is_active":
      return isUpdate;
    case "expires_at":
    case "note":
    case "metadata":
      return isUpdate || after !== null;
    case "previous_secret_expires_at":
      return action === "key.rotated" && after !== null;
    default:
      return true;
  }
}

function words(field: string, value: ChangeValue): string {
  if (field === "expires_at" || field === "previous_secret_expires_at") return timeWords(value);
  if (field === "is_active") return value === true ? "active" : "paused";
  const isNone = value === null || (typeof value === "object" && Object.keys(value).length === 0);
  if (isNone) return "none";
  if (typeof value === "object") return JSON.stringify(value);
  return field === "name" || field === "note" ? String(value) : capitalised(String(value));
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function timeWords(value: ChangeValue): string {
  const epochMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(epochMs) ? "never" : dateAndTimeOf(epochMs / 1000);
}

function textOf(value: ChangeValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
