import { errors } from "../../../core/errors.ts";
import { leastSecretLength } from "../../../core/key/foreign-key.ts";
import { importQuery } from "../../../functions/management/inputs.ts";
import { noStore } from "../headers.ts";
import { schemaReference } from "../json-schema.ts";
import { queryParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import {
  accountNotFound,
  bodyRefusals,
  managementRefusals,
  managementRefusedBecause,
  refusedField,
} from "../refusals.ts";
import { answered } from "../responses.ts";
import type { ManagementOperations } from "../types.ts";

export function importOperations({ examples, requests }: Parts) {
  return {
    "POST /manage/v1/accounts/{account_id}/keys/import": {
      operationId: "importKey",
      tags: ["Keys"],
      summary: "Bring a key along from another system",
      description: `Takes the SHA-256 of a key that your customer already has, so that the customer need not change it. The key itself is never sent here, so its form cannot be checked: callers are let in with keys that begin with the prefix of the deployment, followed by at least ${leastSecretLength} printable ASCII characters, 512 in all. To import the same digest again changes nothing, so a repeated request needs no \`Idempotency-Key\`.`,
      parameters: queryParameters(importQuery),
      requestBody: requests.importedKey,
      responses: {
        ...answered(201, "The imported key.", "ApiKey", { key: examples.key }, noStore),
        ...answered(
          200,
          "The account has this key already, or this was a dry run: nothing was written.",
          { oneOf: [schemaReference("ApiKey"), schemaReference("ImportPreview")] },
          {
            unchanged: examples.key,
            "dry-run": { object: "import_preview", outcome: "would_create" },
          },
          noStore,
        ),
        ...refusedField("sha256", "must be a SHA-256 in 64 hexadecimal digits"),
        ...accountNotFound,
        ...managementRefusedBecause(
          "The account has all the keys that it may have, or another account has this one.",
          errors.activeKeyLimitReached,
          errors.keyOfAnotherAccount,
        ),
        ...bodyRefusals,
        ...managementRefusals,
      },
    },
  } as const satisfies ManagementOperations;
}
