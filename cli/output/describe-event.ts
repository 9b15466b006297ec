import type { Actor, AuditEvent } from "../api/objects.ts";
import { showChanges } from "./show-changes.ts";
import { showValue } from "./table.ts";

type Changes = AuditEvent["changes"];

/** `operator`, or `user auth0|42` */
export function actorText({ type, subject }: Actor): string {
  return subject === null ? type : `${type} ${subject}`;
}

/**
 * An event as a sentence: who did what to which key, and what changed.
 *
 * @param namesAccount whether to say which account it is about
 */
export function describeEvent(event: AuditEvent, namesAccount = false): string {
  const { action, actor, changes } = event;
  const key = namesAccount ? subjectAmongAll(event) : subjectOf(event);
  const who = actor ? actorText(actor) : "somebody";
  switch (action) {
    case "account.created":
    case "key.created":
    case "key.imported":
      return withWords(`${who} ${action.split(".")[1]} ${key}`, given(changes));
    case "account.updated":
    case "key.updated":
      return `${who} ${updated(key, changes)}`;
    case "key.rotated":
      return `${who} rotated ${key}; ${endOfOldSecret(changes)}`;
    case "key.revoked":
      return `${who} revoked ${key}`;
    case "key.leaked":
      return `somebody reported ${key} as leaked: ${endOfLeaked(changes)}`;
    case "key.expiring":
      return `${key} expires at ${event.expires_at ?? "its end"}`;
    default:
      return withChanges(`${who}: ${action} of ${key}`, changes);
  }
}

function subjectOf({ key_id: keyId }: AuditEvent): string {
  return keyId === null ? "the account" : `key ${keyId}`;
}

function subjectAmongAll({ key_id: keyId, account_id: accountId }: AuditEvent): string {
  return keyId === null ? `account ${accountId}` : `key ${keyId} of ${accountId}`;
}

function withChanges(sentence: string, changes: Changes): string {
  const named = Object.entries(changes).map(([field, change]) => [
    field.replaceAll("_", " "),
    change,
  ]);
  return withWords(sentence, showChanges(Object.fromEntries(named)));
}

function withWords(sentence: string, words: string): string {
  return words === "" ? sentence : `${sentence}: ${words}`;
}

/** The values of a new key or account: `name Server, rate limit per minute 60`. */
function given(changes: Changes): string {
  return Object.entries(changes)
    .filter(([, { after }]) => after !== null && typeof after !== "boolean")
    .map(([field, { after }]) => `${field.replaceAll("_", " ")} ${showValue(after)}`)
    .join(", ");
}

/** A pause names its event's actor once more, unless it only passes to someone else. */
function updated(key: string, changes: Changes): string {
  const { is_active: active, is_suspended: suspended, paused_by: pausedBy, ...others } = changes;
  const rest = active || !pausedBy ? others : { paused_by: pausedBy, ...others };
  if (active) return withChanges(`${active.after ? "resumed" : "paused"} ${key}`, rest);
  if (suspended?.after === false) return withChanges(`lifted the suspension of ${key}`, rest);
  return withChanges(`${suspended ? "suspended" : "changed"} ${key}`, rest);
}

function endOfOldSecret({ previous_secret_expires_at: end }: Changes): string {
  return typeof end?.after === "string"
    ? `the old secret works until ${end.after}`
    : "the old secret has ended";
}

function endOfLeaked({ revoked_at, is_active, paused_by }: Changes): string {
  if (revoked_at) return "it is revoked";
  return is_active || paused_by ? "it is paused" : "its old secret has ended";
}
