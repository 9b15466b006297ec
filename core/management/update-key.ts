import { isDeepStrictEqual } from "node:util";
import { type Denial, deny, errors } from "../errors.ts";
import type { Actor } from "../event/audit-event.ts";
import type { FieldsSetAt } from "../key/fields.ts";
import { type KeyRules, rulesAt } from "../key/key-rules.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type ChangedKey, changeKey } from "./change-key.ts";
import type { KeyPorts } from "./ports.ts";
import { actorOf, type ManagementCaller, type ManagementRequest } from "./request.ts";
import { denyLimit, denyQuotas } from "./rules.ts";

/** The wanted fields of a key. A field that is undefined stays as it is; null removes an optional value. */
export type KeyUpdate = {
  readonly keyId: string;
  /** Null ends the secret before the last rotation. */
  readonly previous: null | undefined;
} & {
  readonly [Name in Exclude<FieldsSetAt<"update">, "previous">]:
    | Exclude<ManagedKey[Name], undefined>
    | (undefined extends ManagedKey[Name] ? null : never)
    | undefined;
};

/**
 * Sets fields of a key, and pauses or resumes it. The next request is judged by it. What an operator
 * paused, no user resumes.
 */
export async function updateKey(
  request: ManagementRequest<KeyUpdate>,
  { config, keys }: Pick<KeyPorts, "config" | "keys">,
): Promise<ChangedKey | Denial> {
  const { caller, input, trail } = request;

  return changeKey(request, keys, (before, atEpochMs) => {
    if (before.revokedAt !== undefined) return deny(errors.keyRevoked);
    const denial =
      denyLimit(caller, before.plan, config.plans, input.rateLimitPerMinute) ??
      denyQuotas(caller, before.plan, config.plans, input.quotas) ??
      denyResuming(caller, before, input.isActive);
    if (denial) return denial;
    const version = before.version + 1;
    const after: ManagedKey = {
      ...before,
      ...updatedFields(before, input),
      ...updatedRules(before, input, version),
      pausedBy: pauserAfter(caller, before, input.isActive),
      version,
      updatedAt: Math.floor(atEpochMs / 1000),
    };
    const event = trail.keyEvent("key.updated", before, after, atEpochMs);
    const isChanged = Object.keys(event.changes).length > 0;
    return isChanged ? { after, event } : { after: before, event: undefined };
  });
}

function updatedFields(
  before: ManagedKey,
  input: KeyUpdate,
): Omit<Pick<ManagedKey, FieldsSetAt<"update">>, keyof KeyRules> {
  return {
    name: input.name ?? before.name,
    environment: input.environment ?? before.environment,
    note: changed(input.note, before.note),
    metadata: input.metadata ?? before.metadata,
    isActive: input.isActive ?? before.isActive,
    expiresAt: changed(input.expiresAt, before.expiresAt),
    rateLimitPerMinute: input.rateLimitPerMinute ?? before.rateLimitPerMinute,
    previous: changed(input.previous, before.previous),
  };
}

/** Leaves the rules and their version alone unless they change, so that nobody reads them anew. */
function updatedRules(before: ManagedKey, input: KeyUpdate, version: number): Partial<ManagedKey> {
  const wanted: KeyRules = {
    scopes: changed(input.scopes, before.scopes),
    allowedIps: changed(input.allowedIps, before.allowedIps),
    quotas: changed(input.quotas, before.quotas),
  };
  const { scopes, allowedIps, quotas } = before;
  const isSame = isDeepStrictEqual(wanted, { scopes, allowedIps, quotas });
  return isSame ? {} : rulesAt(version, wanted, before.quotaUse);
}

function changed<T>(wanted: T | null | undefined, before: T | undefined): T | undefined {
  return wanted === undefined ? before : (wanted ?? undefined);
}

function denyResuming(
  caller: ManagementCaller,
  { isActive, pausedBy }: ManagedKey,
  wantsActive: boolean | undefined,
): Denial | undefined {
  const resumes = wantsActive === true && !isActive;
  const isTheirs = caller.type === "operator" || pausedBy?.type !== "operator";
  return resumes && !isTheirs ? deny(errors.pausedByOperator) : undefined;
}

/** An operator who pauses what its user has paused takes the pause over. */
function pauserAfter(
  caller: ManagementCaller,
  { pausedBy }: ManagedKey,
  wantsActive: boolean | undefined,
): Actor | undefined {
  if (wantsActive === true) return undefined;
  const pauses = wantsActive === false && (caller.type === "operator" || !pausedBy);
  return pauses && pausedBy?.type !== "operator" ? actorOf(caller) : pausedBy;
}
