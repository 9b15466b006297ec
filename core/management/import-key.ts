import { type Denial, deny, errors } from "../errors.ts";
import { foreignKeyId } from "../key/foreign-key.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type KeyParams, newKeyRecord } from "../key/new-key.ts";
import { unpeppered } from "../key/pepper.ts";
import type { KeyPorts } from "./ports.ts";
import { actorOf, type ManagementRequest } from "./request.ts";
import { denyExpiry } from "./rules.ts";

export interface KeyImport {
  /** The digest of the whole key, which is known by it alone. */
  readonly sha256: Uint8Array;
  readonly params: KeyParams;
  /** Whether to write nothing. */
  readonly isDryRun: boolean;
}

export type ImportedKey =
  | { readonly kind: "imported"; readonly record: ManagedKey }
  | { readonly kind: "unchanged"; readonly record: ManagedKey }
  | { readonly kind: "would-import" };

/**
 * Takes over a key of another system, known by its SHA-256 alone. Its owner goes on using it; the
 * first use replaces the plain digest by a peppered one. Importing it again changes nothing.
 */
export async function importKey(
  { accountId, caller, input, nowEpochMs, trail }: ManagementRequest<KeyImport>,
  { accounts, config, keys }: KeyPorts,
): Promise<ImportedKey | Denial> {
  const { sha256 } = input;
  const params = { ...input.params, createdBy: actorOf(caller) };
  const id = foreignKeyId(sha256);
  const account = await accounts.get(accountId);
  if (!account) return deny(errors.accountNotFound);
  const present = await keys.find(id);
  if (present) return ownUnchanged(present, accountId);
  const denial = denyExpiry(params.expiresAt, nowEpochMs);
  if (denial) return denial;
  if (input.isDryRun) {
    const isFull = account.activeKeyIds.length >= account.maxActiveKeys;
    return isFull ? deny(errors.activeKeyLimitReached) : { kind: "would-import" };
  }

  const digest = { pepperVersion: unpeppered, bytes: sha256 };
  const outcome = await keys.create(accountId, (existing, atEpochMs) => {
    if (!existing) return undefined;
    const record = newKeyRecord(id, digest, existing, params, atEpochMs, config.plans);
    const event = trail.keyEvent("key.imported", undefined, record, atEpochMs);
    return { record, account: existing, events: [event] };
  });
  switch (outcome.kind) {
    case "created":
      return { kind: "imported", record: outcome.draft.record };
    case "taken":
      return ownUnchanged(outcome.record, accountId);
    case "cap-reached":
      return deny(errors.activeKeyLimitReached);
    case "no-account":
      return deny(errors.accountNotFound);
    case "replayed":
    case "reused-idempotency-key":
      throw new Error("an import has no idempotency key");
  }
}

function ownUnchanged(record: ManagedKey, accountId: string): ImportedKey | Denial {
  const isTheirs = record.accountId === accountId;
  return isTheirs ? { kind: "unchanged", record } : deny(errors.keyOfAnotherAccount);
}
