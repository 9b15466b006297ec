import * as z from "zod";
import { requestIdPattern } from "../../../core/event/logged-request.ts";
import { accountId } from "./primitives.ts";

const textOrNull = z.union([z.string(), z.null()]);

export const loggedRequestSchema = z
  .strictObject({
    object: z.literal("request"),
    request_id: z.string().regex(new RegExp(requestIdPattern)),
    created_at: z.string().meta({ format: "date-time" }).describe("With milliseconds."),
    source_ip: textOrNull.describe(
      "The address that reached the API: CloudFront's, if the request came through the distribution.",
    ),
    method: textOrNull,
    resource: textOrNull.describe("The route; null if there is none at the request's path."),
    status: z.union([z.int(), z.null()]),
    response_type: textOrNull.describe("API Gateway's name for a refusal of its own."),
    verdict: textOrNull.describe("What the check of the key came to, such as `limited`."),
    reason: textOrNull.describe(
      "Why the request was refused, which its caller was not told, such as `superseded`; null if it was not.",
    ),
    key_id: textOrNull.describe(
      "The public id of the key that was presented, whether there is such a key or not.",
    ),
    account_id: z
      .union([accountId, z.null()])
      .describe("The account of the key; null if there is no such key."),
  })
  .describe("A request to the public API, as the access log has it.");
