import { config } from "../../core/config/process-config.ts";
import { keyPrefix } from "../../core/key/api-key.ts";
import { shownFields } from "../../core/key/field-values.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";

/** A key as clients see it. Nothing of its secret or digest is in it. */
export function keyObject(record: ManagedKey, nowEpochSeconds: number) {
  const { id, account_id, name, ...others } = shownFields(record, nowEpochSeconds);
  const key_prefix = keyPrefix(record.id, config.keyPrefix);
  return { object: "api_key", id, account_id, name, key_prefix, ...others } as const;
}
