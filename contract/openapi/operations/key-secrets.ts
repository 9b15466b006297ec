import { errors } from "../../../core/errors.ts";
import { header, noStore } from "../headers.ts";
import { parameter } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import {
  accountNotFound,
  bodyRefusals,
  idempotencyKeyReused,
  keyNotFound,
  managementRefusals,
  managementRefusedBecause,
  refusedField,
} from "../refusals.ts";
import { answered } from "../responses.ts";
import type { ManagementOperations } from "../types.ts";

const replayable = { ...noStore, "Idempotency-Replayed": header("IdempotencyReplayed") };

/** The operations that create a secret. */
export function keySecretOperations({ config, examples, requests }: Parts) {
  return {
    "POST /manage/v1/accounts/{account_id}/keys": {
      operationId: "createKey",
      tags: ["Keys"],
      summary: "Create a key",
      description: `The answer is the only place where the whole key ever is. An account that is not known yet starts on plan \`${config.plans.initial.name}\` when its own user asks.`,
      parameters: [parameter("Idempotency-Key")],
      requestBody: requests.newKey,
      responses: {
        ...answered(201, "The new key.", "IssuedApiKey", { key: examples.issuedKey }, noStore),
        ...answered(
          200,
          "An earlier request with this `Idempotency-Key` made this key.",
          "ApiKey",
          { key: examples.key },
          replayable,
        ),
        ...refusedField(
          "name",
          "must be 1 to 100 characters after trimming, without control characters",
        ),
        ...accountNotFound,
        ...managementRefusedBecause(
          "The account has all the keys that it may have.",
          errors.activeKeyLimitReached,
        ),
        ...idempotencyKeyReused,
        ...bodyRefusals,
        ...managementRefusals,
      },
    },
    "POST /manage/v1/accounts/{account_id}/keys/{id}/rotate": {
      operationId: "rotateKey",
      tags: ["Keys"],
      summary: "Give a key a new secret",
      description:
        "The id stays. A paused key can be rotated. An expired key needs a later expiry first. The old secret works until the grace period ends, or until the key is rotated again or revoked; `previous_secret` says whether it is still used.",
      parameters: [parameter("Idempotency-Key")],
      requestBody: requests.rotation,
      responses: {
        ...answered(
          201,
          "The key with its new secret.",
          "IssuedApiKey",
          { "a-day-of-grace": examples.rotatedKey },
          noStore,
        ),
        ...answered(
          200,
          "An earlier request with this `Idempotency-Key` rotated the key.",
          "ApiKey",
          { key: examples.key },
          replayable,
        ),
        ...refusedField("grace_period_seconds", "must be an integer from 0 to 604800"),
        ...keyNotFound,
        ...managementRefusedBecause(
          "The key is revoked, which is for good, or expired: its new secret would be refused, too.",
          errors.keyRevoked,
          errors.keyExpired,
        ),
        ...idempotencyKeyReused,
        ...bodyRefusals,
        ...managementRefusals,
      },
    },
  } as const satisfies ManagementOperations;
}
