import { type AccountRecord, newAccount } from "../account/account-record.ts";
import type { Plans } from "../account/plan.ts";
import { type Denial, deny, errors, isDenial } from "../errors.ts";
import type { AuditEvent } from "../event/audit-event.ts";
import { type ApiKey, issueKey } from "../key/api-key.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type KeyParams, newKeyRecord } from "../key/new-key.ts";
import type { Keyring } from "../key/pepper.ts";
import { present } from "../key/presented-key.ts";
import type { KeyDraft } from "../store/keys.ts";
import type { KeyPorts } from "./ports.ts";
import { actorOf, type ManagementRequest } from "./request.ts";
import { denyExpiry, denyLimit, denyQuotas } from "./rules.ts";

/** The new key's secret is in this one value and nowhere else. */
export type IssuedKey =
  | { readonly kind: "issued"; readonly record: ManagedKey; readonly key: ApiKey }
  | { readonly kind: "replayed"; readonly record: ManagedKey };

/** Makes a key, and its account if its own user asks and there is none yet. */
export async function createKey(
  request: ManagementRequest<KeyParams>,
  { config, keys, keyring, randomBytes }: KeyPorts,
): Promise<IssuedKey | Denial> {
  const peppers = await keyring();
  let denial = deny(errors.accountNotFound);

  const outcome = await keys.create(
    request.accountId,
    (existing, atEpochMs) => {
      const key = issueKey(randomBytes, config.keyPrefix);
      const drafted = draftKey(request, config.plans, existing, key, peppers, atEpochMs);
      if (!isDenial(drafted)) return drafted;
      denial = drafted;
      return undefined;
    },
    request.idempotency,
  );

  switch (outcome.kind) {
    case "created":
      return { kind: "issued", record: outcome.draft.record, key: outcome.draft.key };
    case "replayed":
      return outcome;
    case "reused-idempotency-key":
      return deny(errors.idempotencyKeyReused);
    case "no-account":
      return denial;
    case "cap-reached":
      return deny(errors.activeKeyLimitReached);
    case "taken":
      throw new Error("two random keys got the same id");
  }
}

interface DraftedKey extends KeyDraft {
  readonly key: ApiKey;
}

function draftKey(
  { caller, accountId, input, nowEpochMs, trail }: ManagementRequest<KeyParams>,
  plans: Plans,
  existing: AccountRecord | undefined,
  key: ApiKey,
  peppers: Keyring,
  atEpochMs: number,
): DraftedKey | Denial {
  // An operator sets accounts up beforehand.
  if (!existing && caller.type === "operator") return deny(errors.accountNotFound);
  const { name, keyCap } = plans.initial;
  const account = existing ?? newAccount(accountId, name, atEpochMs, keyCap);
  const denial =
    denyExpiry(input.expiresAt, nowEpochMs) ??
    denyLimit(caller, account.plan, plans, input.rateLimitPerMinute) ??
    denyQuotas(caller, account.plan, plans, input.quotas);
  if (denial) return denial;
  const digest = present(key, peppers).activeDigest();
  const params = { ...input, createdBy: actorOf(caller) };
  const createdAtEpochMs = existing ? atEpochMs : atEpochMs + 1;
  const record = newKeyRecord(key.id, digest, account, params, createdAtEpochMs, plans);
  const events: (AuditEvent | undefined)[] = [
    existing ? undefined : trail.accountEvent(undefined, account, atEpochMs),
    trail.keyEvent("key.created", undefined, record, createdAtEpochMs),
  ];
  return { key, record, account, events: events.filter((event) => event !== undefined) };
}
