import { refusalOf } from "../../core/admission/refusal.ts";
import type { ForbiddenReason } from "../../core/admission/verdict.ts";
import type { ApiError, PublicError } from "../../core/api-errors.ts";
import type { Config } from "../../core/config/config.ts";
import { errors, invalidFields } from "../../core/errors.ts";
import type { RouteAccess } from "../../functions/management/routes.ts";
import { header, rateLimitHeadersIfKnown } from "./headers.ts";
import { schemaReference } from "./json-schema.ts";
import { jsonAnswer } from "./responses.ts";
import type { Header, Reference, ResponseObject, Responses } from "./types.ts";

export const retryAfter = { "Retry-After": header("RetryAfter") };
const challenge = { "WWW-Authenticate": header("Challenge") };

/** Enough to tell the messages of one answer apart, the names of scopes included. */
const greatestNameWords = 8;

/** `components.responses`: the refusals that many operations share. */
export function sharedRefusalsFor(config: Pick<Config, "planRefusal" | "scopes">) {
  return {
    InvalidKey: refusal(
      "There is no key, or none that is good. Malformed, unknown, revoked, paused and expired keys cannot be told apart.",
      [errors.missingToken, errors.invalidKey],
      challenge,
    ),
    Forbidden: refusal(
      "The key is good, but not for this: its account is suspended or on a plan without this API, the caller's address is not on its allow list, it lacks the route's scope, or its limit or a quota is below the route's cost. The first of these that is true is told.",
      [
        forbidden("suspended", config),
        forbidden("plan", config),
        forbidden("address", config),
        ...Object.keys(config.scopes).map((scope) => forbidden("scope", config, scope)),
        forbidden("cost", config),
      ],
      { "WWW-Authenticate": header("InsufficientScope") },
    ),
    RateLimited: refusal(
      "The key is over its limit or has used up a quota, or all callers together are over this API's limit. A refused request uses no units.",
      [errors.rateLimitExceeded, errors.quotaExceeded, errors.tooManyRequests],
      { "Retry-After": header("RetryAfterIfEver"), ...rateLimitHeadersIfKnown },
    ),
    InvalidCredentials: managementRefusal(
      "There is no token, or none that is good here. An API key never is.",
      [errors.missingToken, errors.invalidCredentials],
      challenge,
    ),
    OperatorRequired: managementRefusal("The caller is a user, and only an operator may do this.", [
      errors.operatorRequired,
    ]),
    RoleRequired: managementRefusal(
      "The caller is an operator with the role `support`, and only an admin may do this.",
      [errors.roleRequired],
    ),
    AdminRequired: managementRefusal(
      "The caller is a user, or an operator with the role `support`, and only an admin may do this.",
      [errors.operatorRequired, errors.roleRequired],
    ),
    AccountNotFound: managementRefusal("There is no such account, or it is not the user's own.", [
      errors.accountNotFound,
    ]),
    KeyNotFound: managementRefusal(
      "There is no such account or key, or it is not the user's own.",
      [errors.accountNotFound, errors.keyNotFound],
    ),
    IdempotencyKeyReused: managementRefusal(
      "This `Idempotency-Key` came with another body or for another operation before.",
      [errors.idempotencyKeyReused],
    ),
    BodyTooLarge: managementRefusal("The body is too large.", [
      errors.bodyTooLarge,
      errors.gatewayBodyTooLarge,
    ]),
    NotJson: managementRefusal("The `Content-Type` is not JSON.", [errors.notJson]),
    Throttled: refusal(
      "All callers together are over this API's limit.",
      [errors.tooManyRequests],
      retryAfter,
    ),
    ManagementThrottled: managementRefusal(
      "All callers together are over this API's limit.",
      [errors.tooManyRequests],
      retryAfter,
    ),
    Malformed: refusal("The request is malformed as HTTP; no operation has seen it.", [
      errors.badRequest,
    ]),
    TooLarge: refusal("The request is too large as HTTP; no operation has seen it.", [
      errors.gatewayBodyTooLarge,
    ]),
    ManagementMalformed: managementRefusal(
      "The request is malformed as HTTP; no operation has seen it.",
      [errors.badRequest],
    ),
    ManagementTooLarge: managementRefusal(
      "The request is too large as HTTP; no operation has seen it.",
      [errors.gatewayBodyTooLarge],
    ),
    Internal: refusal("A fault on this side. The request may have had its effect.", [
      errors.internal,
    ]),
    Unavailable: refusal(
      "A part of this service is out of reach. The credential may well be good: keep it, and try again.",
      [errors.unavailable],
      retryAfter,
    ),
    ManagementUnavailable: managementRefusal(
      "A part of this service is out of reach. With the code `unavailable`, nothing was changed. With `outcome_unknown`, the change may have been made: time ran out before its outcome was known. Calls that set a state are safe to repeat. A `POST` is safe to repeat with the same `Idempotency-Key`. With `search_unfinished`, a search of the access log took too long.",
      [errors.unavailable, errors.outcomeUnknown, errors.searchUnfinished],
      retryAfter,
    ),
  } as const satisfies Record<string, ResponseObject>;
}

/** The refusals of callers whose role may not call a route of the management API. */
export function roleRefusals({ user, support }: RouteAccess): Responses {
  if (!user) return { 403: shared(support === true ? "OperatorRequired" : "AdminRequired") };
  return support === true ? {} : { 403: shared("RoleRequired") };
}

export const accountNotFound: Responses = { 404: shared("AccountNotFound") };
export const keyNotFound: Responses = { 404: shared("KeyNotFound") };
export const idempotencyKeyReused: Responses = { 422: shared("IdempotencyKeyReused") };

/** The refusals of every operation that takes a body. */
export const bodyRefusals: Responses = { 413: shared("BodyTooLarge"), 415: shared("NotJson") };

/**
 * The refusals of API Gateway before it looks for an operation. An operation may replace them. Each status is named, since not every generator of clients can read `4XX`.
 */
export const gatewayRefusals: Responses = {
  400: shared("Malformed"),
  408: shared("Malformed"),
  413: shared("TooLarge"),
  414: shared("Malformed"),
  431: shared("Malformed"),
};

/** The same before an operation of the management API. */
export const managementGatewayRefusals: Responses = {
  400: shared("ManagementMalformed"),
  408: shared("ManagementMalformed"),
  413: shared("ManagementTooLarge"),
  414: shared("ManagementMalformed"),
  431: shared("ManagementMalformed"),
};

/** The refusals of every operation of the public API. */
export const publicRefusals: Responses = {
  401: shared("InvalidKey"),
  403: shared("Forbidden"),
  429: shared("RateLimited"),
  500: shared("Internal"),
  503: shared("Unavailable"),
};

/** The refusals of `/v1/verify`, which repeats the texts of its own in a header. */
export function verifyRefusalsFor(config: Pick<Config, "planRefusal" | "scopes">): Responses {
  const { Forbidden, RateLimited, Unavailable } = sharedRefusalsFor(config);
  const malformed = refusal(
    "A parameter is repeated or malformed, or names a scope that there is not; or the request is malformed as HTTP. Nothing was looked up.",
    [...["cost", "scope", "ip"].map(invalidParameter), errors.badRequest],
  );
  return {
    ...publicRefusals,
    ...refusalsWithText({ 400: malformed, 403: Forbidden, 429: RateLimited, 503: Unavailable }),
  };
}

function forbidden(
  reason: ForbiddenReason,
  { planRefusal }: Pick<Config, "planRefusal">,
  scope?: string,
): ApiError {
  return refusalOf({ kind: "forbidden", reason }, { scope, planRefusal });
}

function refusalsWithText(responses: Readonly<Record<string, ResponseObject>>): Responses {
  const text = { "X-Latchkey-Error": header("RefusalText") };
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      { ...response, headers: { ...response.headers, ...text } },
    ]),
  );
}

function invalidParameter(name: string): ApiError {
  return { ...errors.invalidParameter, message: `${errors.invalidParameter.message}: ${name}` };
}

/** The refusals of every operation of the management API. */
export const managementRefusals: Responses = {
  401: shared("InvalidCredentials"),
  429: shared("ManagementThrottled"),
  503: shared("ManagementUnavailable"),
};

/** The refusals of operations that are open to everyone. */
export const openRefusals: Responses = {
  429: shared("Throttled"),
  503: shared("Unavailable"),
};

/** An operation's own refusal with fixed messages, all of one status. */
export function refusedBecause(
  description: string,
  error: ApiError,
  ...others: readonly ApiError[]
): Responses {
  return { [error.status]: refusal(description, [error, ...others]) };
}

/** The same of the management API. */
export function managementRefusedBecause(
  description: string,
  error: PublicError,
  ...others: readonly PublicError[]
): Responses {
  return { [error.status]: managementRefusal(description, [error, ...others]) };
}

/** @param rule as it would really be, such as `must be an integer` */
export function refusedField(field: string, rule: string): Responses {
  const { message: error, code, fields } = invalidFields({ [field]: rule });
  return {
    400: jsonAnswer(
      "Fields do not fit their rules. `fields` has the rule of each, by the field's name.",
      "Error",
      {
        "field-at-fault": { error, code, fields },
        [nameOf(errors.badRequest.message)]: {
          error: errors.badRequest.message,
          code: errors.badRequest.code,
        },
      },
      {},
    ),
  };
}

function shared(name: keyof ReturnType<typeof sharedRefusalsFor>): Reference {
  return { $ref: `#/components/responses/${name}` };
}

export function refusal(
  description: string,
  refused: readonly ApiError[],
  headers: Readonly<Record<string, Header | Reference>> = {},
): ResponseObject {
  const messages = refused.map(({ message }) => message);
  const schema = { ...schemaReference("Error"), properties: { error: { enum: messages } } };
  const examples = Object.fromEntries(messages.map((error) => [nameOf(error), { error }]));
  return jsonAnswer(description, schema, examples, headers);
}

function managementRefusal(
  description: string,
  refused: readonly PublicError[],
  headers: Readonly<Record<string, Header | Reference>> = {},
): ResponseObject {
  const properties = {
    error: { enum: refused.map(({ message }) => message) },
    code: { enum: [...new Set(refused.map(({ code }) => code))] },
  };
  const examples = Object.fromEntries(
    refused.map(({ message: error, code }) => [nameOf(error), { error, code }]),
  );
  const required = ["error", "code"];
  const schema = { ...schemaReference("Error"), properties, required };
  return jsonAnswer(description, schema, examples, headers);
}

/** An example's name: OpenAPI has them made of letters, digits, dots, hyphens and underscores. */
export function nameOf(message: string): string {
  const words = message.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(0, greatestNameWords).join("-");
}
