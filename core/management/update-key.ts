import { type Denial, deny, errors } from "../errors.ts";
import type { FieldsSetAt } from "../key/fields.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import { type ChangedKey, changeKey } from "./change-key.ts";
import type { KeyPorts } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";
import { denyLimit } from "./rules.ts";

/** The wanted fields of a key. A field that is undefined stays as it is; null removes an optional value. */
export type KeyUpdate = { readonly keyId: string } & {
  readonly [Name in FieldsSetAt<"update">]:
    | Exclude<ManagedKey[Name], undefined>
    | (undefined extends ManagedKey[Name] ? null : never)
    | undefined;
};

/** Sets fields of a key, and pauses or resumes it. The next request is judged by it. */
export async function updateKey(
  request: ManagementRequest<KeyUpdate>,
  { config, keys }: KeyPorts,
): Promise<ChangedKey | Denial> {
  const { caller, input, trail } = request;

  return changeKey(request, keys, (before, atEpochMs) => {
    if (before.revokedAt !== undefined) return deny(errors.keyRevoked);
    const denial = denyLimit(caller, before.plan, config.plans, input.rateLimitPerMinute);
    if (denial) return denial;
    const after: ManagedKey = {
      ...before,
      ...updatedFields(before, input),
      version: before.version + 1,
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
): Pick<ManagedKey, FieldsSetAt<"update">> {
  return {
    name: input.name ?? before.name,
    environment: input.environment ?? before.environment,
    note: input.note === undefined ? before.note : (input.note ?? undefined),
    metadata: input.metadata ?? before.metadata,
    isActive: input.isActive ?? before.isActive,
    expiresAt: input.expiresAt === undefined ? before.expiresAt : (input.expiresAt ?? undefined),
    rateLimitPerMinute: input.rateLimitPerMinute ?? before.rateLimitPerMinute,
  };
}
