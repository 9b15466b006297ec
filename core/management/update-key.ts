import { type Denial, deny, errors } from "../errors.ts";
import type { KeyRecord } from "../key/key-record.ts";
import { type ChangedKey, changeKey } from "./change-key.ts";
import type { KeyPorts } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";
import { denyLimit } from "./rules.ts";

/** What is undefined stays as it is. */
export interface KeyUpdate {
  readonly keyId: string;
  readonly name: string | undefined;
  readonly isActive: boolean | undefined;
  /** Unix time in whole seconds; null: never. */
  readonly expiresAt: number | null | undefined;
  readonly rateLimitPerMinute: number | undefined;
}

/** Renames, pauses, resumes, sets the expiry or the limit. The next request is judged by it. */
export async function updateKey(
  request: ManagementRequest<KeyUpdate>,
  { config, keys }: KeyPorts,
): Promise<ChangedKey | Denial> {
  const { caller, input, trail } = request;

  return changeKey(request, keys, (before, atEpochMs) => {
    if (before.revokedAt !== undefined) return deny(errors.keyRevoked);
    const denial = denyLimit(caller, before.plan, config.plans, input.rateLimitPerMinute);
    if (denial) return denial;
    const after: KeyRecord = {
      ...before,
      name: input.name ?? before.name,
      isActive: input.isActive ?? before.isActive,
      expiresAt: input.expiresAt === undefined ? before.expiresAt : (input.expiresAt ?? undefined),
      rateLimitPerMinute: input.rateLimitPerMinute ?? before.rateLimitPerMinute,
      version: before.version + 1,
      updatedAt: Math.floor(atEpochMs / 1000),
    };
    const event = trail.keyEvent("key.updated", before, after, atEpochMs);
    const isChanged = Object.keys(event.changes).length > 0;
    return isChanged ? { after, event } : { after: before, event: undefined };
  });
}
