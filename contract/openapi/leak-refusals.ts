import { errors, invalidFields } from "../../core/errors.ts";
import { nameOf, openRefusals, refusal, retryAfter } from "./refusals.ts";
import { jsonAnswer } from "./responses.ts";
import type { Responses } from "./types.ts";

/** The refusals of a report of a leaked key. */
export const leakRefusals: Responses = {
  ...openRefusals,
  400: jsonAnswer(
    "The body is no report, or the request is malformed as HTTP.",
    "Error",
    {
      "field-at-fault": { error: invalidFields({ key: "must be the whole key, as text" }).message },
      [nameOf(errors.badRequest.message)]: { error: errors.badRequest.message },
    },
    {},
  ),
  413: refusal("The body is too large.", [errors.bodyTooLarge, errors.gatewayBodyTooLarge]),
  415: refusal("The `Content-Type` is not JSON.", [errors.notJson]),
  429: refusal(
    "The address has sent too many reports, or all callers together have.",
    [errors.tooManyRequests],
    retryAfter,
  ),
};
