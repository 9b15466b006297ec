import type { AuditEvent, Change, ChangeValue } from "../api/event.ts";
import { dateAndTimeOf } from "../format/times.ts";

/** What happened, in parts of which `subject` is a name that someone chose. */
export interface Told {
  readonly before: string;
  readonly subject: string | undefined;
  readonly after: string;
  /** What of it to list, in words. */
  readonly details: readonly ToldChange[];
}

export interface ToldChange {
  readonly label: string;
  /** Undefined where there was nothing before. */
  readonly before: string | undefined;
  readonly after: string;
}

/** @param nameOf the name of a key, where the page knows it */
export function tellEvent(event: AuditEvent, nameOf: (keyId: string) => string | undefined): Told {
  const { keyId, changes } = event;
  if (keyId === undefined) {
    const verb = event.action === "account.created" ? "created" : "changed";
    return { before: "Account ", subject: undefined, after: verb, details: details(changes, true) };
  }
  const renamed = changes.find(({ field }) => field === "name");
  const name = textOf(renamed?.after) ?? nameOf(keyId) ?? `sk_live_${keyId}`;
  return {
    before: "Key ",
    subject: name,
    after: verbOf(event),
    details: details(changes, event.action === "key.updated"),
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
  if (changes.length !== 1 || !change) return "changed";
  if (change.field === "is_active") return change.after === true ? "resumed" : "paused";
  return change.field === "name" ? "renamed" : "changed";
}

const labels: ReadonlyMap<string, string> = new Map([
  ["name", "Name"],
  ["environment", "Environment"],
  ["rate_limit_per_minute", "Requests per minute"],
  ["is_active", "State"],
  ["expires_at", "Expires"],
  ["previous_secret_expires_at", "Old secret works until"],
  ["plan", "Plan"],
  ["max_active_keys", "Active keys allowed"],
]);

/** What a verb alone says needs no line of its own, nor does what a new key does not have. */
function details(changes: readonly Change[], isNameTold: boolean): ToldChange[] {
  const isPauseAlone = changes.length === 1 && changes[0]?.field === "is_active";
  return changes.flatMap((change): ToldChange[] => {
    const { field, before, after } = change;
    const label = labels.get(field);
    if (!label || isPauseAlone || (before === null && after === null)) return [];
    if (field === "name" && !isNameTold) return [];
    if (field === "is_active" && (before === null || !isNameTold)) return [];
    if (field === "previous_secret_expires_at" && after === null) return [];
    if (before === null && field !== "expires_at")
      return [{ label, before: undefined, after: words(field, after) }];
    return [{ label, before: words(field, before), after: words(field, after) }];
  });
}

function words(field: string, value: ChangeValue): string {
  if (field === "expires_at" || field === "previous_secret_expires_at") return timeWords(value);
  if (field === "is_active") return value === true ? "active" : "paused";
  return value === null ? "none" : String(value);
}

function timeWords(value: ChangeValue): string {
  const epochMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(epochMs) ? "never" : dateAndTimeOf(epochMs / 1000);
}

function textOf(value: ChangeValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
