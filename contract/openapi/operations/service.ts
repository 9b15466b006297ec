import { errors } from "../../../core/errors.ts";
import { requestQuery } from "../../../functions/management/inputs.ts";
import type { OperationsRoute } from "../../../functions/management/routes.ts";
import { noStore } from "../headers.ts";
import { queryParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import { managementRefusals, managementRefusedBecause, refusedField } from "../refusals.ts";
import { answered } from "../responses.ts";
import type { ManagementOperations } from "../types.ts";

/** Operators' views of the service itself. */
export function serviceOperations({ examples }: Parts): ManagementOperations<OperationsRoute> {
  return {
    "GET /manage/v1/requests/{request_id}": {
      operationId: "getRequest",
      tags: ["Operations"],
      summary: "Look up a request",
      description:
        "What became of a request to the public API, or to a protected API whose log is in the same stack, and why it was refused, from the access log. A request appears there a few seconds after its answer. Of a busy service many hours cannot be searched in time: then the answer is 503 `search_unfinished`, and fewer `hours` help.",
      parameters: queryParameters(requestQuery),
      responses: {
        ...answered(
          200,
          "The request.",
          "LoggedRequest",
          { refused: examples.loggedRequest },
          noStore,
        ),
        ...refusedField("hours", "must be an integer from 1 to 720"),
        ...managementRefusedBecause("The access log has no such request.", errors.requestNotFound),
        ...managementRefusals,
      },
    },
    "GET /manage/v1/health": {
      operationId: "getHealth",
      tags: ["Operations"],
      summary: "Check the parts of the service",
      description:
        "Asks each part something harmless, for at most 2 seconds. It is for people: each call costs a few requests to AWS.",
      responses: {
        ...answered(
          200,
          "How the parts are.",
          "Health",
          { "issuer-down": examples.health },
          noStore,
        ),
        ...managementRefusals,
      },
    },
  };
}
