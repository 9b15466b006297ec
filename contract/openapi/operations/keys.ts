import { errors } from "../../../core/errors.ts";
import { includeRule } from "../../../functions/management/fields.ts";
import { keyQuery, keysQuery } from "../../../functions/management/inputs.ts";
import { exampleList } from "../examples.ts";
import { noStore } from "../headers.ts";
import { queryParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import {
  accountNotFound,
  bodyRefusals,
  keyNotFound,
  managementRefusals,
  managementRefusedBecause,
  refusedField,
} from "../refusals.ts";
import { answered } from "../responses.ts";
import type { ManagementOperations } from "../types.ts";

/** Looking at keys and changing what is no secret. */
export function keyOperations({ examples, requests }: Parts) {
  return {
    "GET /manage/v1/keys/{id_or_prefix}": {
      operationId: "findKey",
      tags: ["Keys"],
      summary: "Find a key, whosever it is",
      description:
        "By its id or its `key_prefix`, as logs and customers have it. The answer names the account. Never send a whole key.",
      parameters: queryParameters(keyQuery),
      responses: {
        ...answered(
          200,
          "The key.",
          "ApiKey",
          { key: examples.key, "with-usage": examples.usedKey },
          noStore,
        ),
        ...refusedField("include", "must be usage"),
        ...managementRefusedBecause("There is no such key.", errors.keyNotFound),
        ...managementRefusals,
      },
    },
    "GET /manage/v1/accounts/{account_id}/keys": {
      operationId: "listKeys",
      tags: ["Keys"],
      summary: "List an account's keys",
      description: "Newest first, revoked ones included. What was just written is in it.",
      parameters: queryParameters(keysQuery),
      responses: {
        ...answered(
          200,
          "A page of keys.",
          "ApiKeyList",
          { "last-page": exampleList(examples.key) },
          noStore,
        ),
        ...refusedField("is_active", "must be true or false"),
        ...accountNotFound,
        ...managementRefusals,
      },
    },
    "GET /manage/v1/accounts/{account_id}/keys/{id}": {
      operationId: "getKey",
      tags: ["Keys"],
      summary: "Read a key",
      description: "Its state, and when it was last used, to the second.",
      parameters: queryParameters(keyQuery),
      responses: {
        ...answered(
          200,
          "The key.",
          "ApiKey",
          {
            key: examples.key,
            "with-usage": examples.usedKey,
            "with-refusals": examples.refusedKey,
          },
          noStore,
        ),
        ...refusedField("include", includeRule),
        ...keyNotFound,
        ...managementRefusals,
      },
    },
    "PATCH /manage/v1/accounts/{account_id}/keys/{id}": {
      operationId: "updateKey",
      tags: ["Keys"],
      summary: "Rename, pause, resume or limit a key",
      description:
        "What is left out stays as it is. An operator with the role `support` may send `is_active` alone. Scopes, allowed addresses and quotas are each replaced as a whole. The next request is judged by the change. A revoked key cannot be changed.",
      requestBody: requests.keyChange,
      responses: {
        ...answered(
          200,
          "The key as it is now.",
          "ApiKey",
          { paused: examples.pausedKey },
          noStore,
        ),
        ...refusedField("rate_limit_per_minute", "must be an integer from 1 to 10000"),
        ...keyNotFound,
        ...managementRefusedBecause(
          "The key is revoked, which is for good, or a user would resume what an operator has paused.",
          errors.keyRevoked,
          errors.pausedByOperator,
        ),
        ...bodyRefusals,
        ...managementRefusals,
      },
    },
    "DELETE /manage/v1/accounts/{account_id}/keys/{id}": {
      operationId: "revokeKey",
      tags: ["Keys"],
      summary: "Revoke a key for good",
      description:
        "No request that starts after the answer is admitted. Asked again, it answers the same.",
      responses: {
        ...answered(200, "The revoked key.", "ApiKey", { revoked: examples.revokedKey }, noStore),
        ...keyNotFound,
        ...managementRefusals,
      },
    },
  } as const satisfies ManagementOperations;
}
