import type { Config } from "../../../core/config/config.ts";
import type { AuditEvent, Change, ChangeValue } from "../api/event.ts";
import { isRecord } from "../api/fields.ts";
import { dateAndTimeOf } from "../format/times.ts";
import { quotaWords, scopeWords } from "../keys/restriction-words.ts";

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
  told: AuditEvent,
  nameOf: (keyId: string) => string,
  scopes: Scopes,
): EventDescription {
  const event = { ...told, changes: told.changes.filter(isNews) };
  const { keyId, changes } = event;
  if (keyId === undefined) {
    const after = accountVerbOf(event);
    return { before: "Account ", subject: undefined, after, details: details(event, scopes) };
  }
  const renamed = changes.find(({ field }) => field === "name");
  const name = textOf(renamed?.after) ?? nameOf(keyId);
  return {
    before: "Key ",
    subject: name,
    after: verbOf(event),
    details: details(event, scopes),
  };
}

/** Who paused or resumed a key is the event's actor, unless a pause only passes to someone else. */
function isNews({ field }: Change, _index: number, changes: readonly Change[]): boolean {
  return field !== "paused_by" || !changes.some((change) => change.field === "is_active");
}

function accountVerbOf({ action, changes }: AuditEvent): string {
  if (action === "account.created") return "created";
  const [change] = changes;
  if (changes.length !== 1 || change?.field !== "is_suspended") return "updated";
  return change.after === true ? "suspended" : "suspension lifted";
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
    case "key.leaked":
      return verbOfLeak(changes);
    case "key.expiring":
      return "expires soon";
    case "key.updated":
      return verbOfChange(changes);
    default:
      return action;
  }
}

function verbOfLeak(changes: readonly Change[]): string {
  const has = (field: string) => changes.some((change) => change.field === field);
  if (has("revoked_at")) return "reported as leaked, and revoked";
  if (has("is_active")) return "reported as leaked, and paused";
  if (has("paused_by")) return "reported as leaked, and kept paused";
  return "had its old secret reported as leaked, which has ended";
}

function verbOfChange(changes: readonly Change[]): string {
  const [change] = changes;
  if (changes.length !== 1 || !change) return "updated";
  if (change.field === "paused_by") return "kept paused by an operator";
  if (change.field === "is_active") return change.after === true ? "resumed" : "paused";
  if (change.field === "previous_secret_expires_at") return "has only its current secret now";
  return change.field === "name" ? "renamed" : "updated";
}

type Scopes = Config["scopes"];

/** The label of each field, in the order of display. */
const labels: ReadonlyMap<string, string> = new Map([
  ["plan", "Plan"],
  ["name", "Name"],
  ["environment", "Environment"],
  ["note", "Note"],
  ["metadata", "Metadata"],
  ["rate_limit_per_minute", "Requests per minute"],
  ["scopes", "Scopes"],
  ["allowed_ips", "Allowed IP addresses"],
  ["quotas", "Quotas"],
  ["max_active_keys", "Maximum number of keys"],
  ["expires_at", "Expires"],
  ["is_active", "Status"],
  ["is_suspended", "Status"],
  ["previous_secret_expires_at", "Old secret works until"],
]);

/** Leaves out what the sentence already says, and fields that a new resource does not have. */
function details({ action, changes, expiresAt }: AuditEvent, scopes: Scopes): DescribedChange[] {
  if (expiresAt !== undefined) {
    return [{ label: "Expires", before: undefined, after: dateAndTimeOf(expiresAt) }];
  }
  const isUpdate = action.endsWith(".updated");
  const isSaid = ["is_active", "is_suspended"].includes(changes[0]?.field ?? "");
  if (isUpdate && changes.length === 1 && isSaid) return [];
  return [...labels].flatMap(([field, label]): DescribedChange[] => {
    const change = changes.find((one) => one.field === field);
    if (!change || !isShown(change, action)) return [];
    const before = isUpdate ? words(field, change.before, scopes) : undefined;
    return [{ label, before, after: words(field, change.after, scopes) }];
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

function words(field: string, value: ChangeValue, scopes: Scopes): string {
  if (field === "expires_at" || field === "previous_secret_expires_at") return timeWords(value);
  if (field === "is_active") return value === true ? "active" : "paused";
  if (field === "is_suspended") return value === true ? "suspended" : "not suspended";
  if (field === "scopes" && value === null) return "full access";
  if (field === "allowed_ips" && value === null) return "anywhere";
  if (field === "quotas" && isRecord(value)) return quotaWords(value);
  if (Array.isArray(value)) return listWords(field, value.map(String), scopes);
  const isNone = value === null || (typeof value === "object" && Object.keys(value).length === 0);
  if (isNone) return "none";
  if (typeof value === "object") return JSON.stringify(value);
  return field === "name" || field === "note" ? String(value) : capitalised(String(value));
}

function listWords(field: string, entries: readonly string[], scopes: Scopes): string {
  return field === "scopes" ? scopeWords(entries, scopes) : entries.join(", ");
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
