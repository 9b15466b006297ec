import { explainQuery } from "../../../functions/management/inputs.ts";
import { noStore } from "../headers.ts";
import { queryParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import { keyNotFound, managementRefusals, refusedField } from "../refusals.ts";
import { answered } from "../responses.ts";
import type { ManagementOperations } from "../types.ts";

export function explainOperations({ examples }: Parts) {
  return {
    "GET /manage/v1/accounts/{account_id}/keys/{id}/explain": {
      operationId: "explainKey",
      tags: ["Keys"],
      summary: "Explain why a key is or is not admitted",
      description:
        "The checks that a request with this key would go through now, with their values. Say of the request what matters to you: the caller's address, the route's scope and cost. Uses no units and shows no secret.",
      parameters: queryParameters(explainQuery),
      responses: {
        ...answered(
          200,
          "The explanation.",
          "Explanation",
          { ineligible: examples.explanation },
          noStore,
        ),
        ...refusedField("cost", "must be an integer from 1 to 1000"),
        ...keyNotFound,
        ...managementRefusals,
      },
    },
  } as const satisfies ManagementOperations;
}
