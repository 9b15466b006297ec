import { noStore } from "../headers.ts";
import type { Parts } from "../parts.ts";
import { keyNotFound, managementRefusals } from "../refusals.ts";
import { answered } from "../responses.ts";
import { operatorOrUser } from "../security.ts";
import type { Operations } from "../types.ts";

export function explainOperations({ examples }: Parts) {
  return {
    "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": {
      operationId: "explainKey",
      tags: ["Keys"],
      summary: "Explain why a key is or is not admitted",
      description:
        "The checks that a request with this key would go through now, with their values. Uses no quota and shows no secret.",
      security: operatorOrUser,
      responses: {
        ...answered(
          200,
          "The explanation.",
          "Explanation",
          { ineligible: examples.explanation },
          noStore,
        ),
        ...keyNotFound,
        ...managementRefusals,
      },
    },
  } as const satisfies Operations;
}
