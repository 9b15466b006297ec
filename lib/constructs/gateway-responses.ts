import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import type { PublicError } from "../../core/api-errors.ts";
import { errors } from "../../core/errors.ts";
import type { ErrorBody } from "../../functions/http/error-body.ts";

/** An answer that API Gateway makes by itself. Its status and headers are fixed. */
interface GatewayResponse {
  readonly error: PublicError;
  readonly headers?: Readonly<Record<string, string>>;
  /** API Gateway's own status for each type that falls back to this one, not the error's. */
  readonly keepsStatus?: boolean;
}

const challenge = { "WWW-Authenticate": "Bearer" };
const soon = { "Retry-After": "1" };
const notFound: GatewayResponse = { error: errors.notFound };
const tooMany: GatewayResponse = { error: errors.tooManyRequests, headers: soon };
/** Never 401: a client that is told so may throw a good key away. */
const unavailable: GatewayResponse = { error: errors.unavailable, headers: soon };

/**
 * The error of an authorizer's denial, read from the context that `denial` in
 * functions/http/authorizer-policy.ts fills. Values are not escaped, so an error whose text needs it
 * in JSON cannot come this way.
 *
 * Not `$context.authorizer.error`: that variable means the message of a failed authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const deniedError: PublicError = {
  status: 401,
  code: "$context.authorizer.code",
  message: "$context.authorizer.message",
};

/** An API's own responses once it has an authorizer. */
const authorizerResponses: Readonly<Record<string, GatewayResponse>> = {
  UNAUTHORIZED: { error: errors.missingToken, headers: challenge },
  ACCESS_DENIED: { error: deniedError, headers: challenge },
  AUTHORIZER_FAILURE: unavailable,
  AUTHORIZER_CONFIGURATION_ERROR: unavailable,
};

const responses: Readonly<Record<string, GatewayResponse>> = {
  ...authorizerResponses,
  // These four are how API Gateway speaks of a path or method that is not there: the middle two
  // only where the request carries an AWS signature, which no route here asks for.
  MISSING_AUTHENTICATION_TOKEN: notFound,
  INVALID_SIGNATURE: notFound,
  EXPIRED_TOKEN: notFound,
  RESOURCE_NOT_FOUND: notFound,
  // Only the integration behind `answerNotFoundElsewhere` looks at the media type.
  UNSUPPORTED_MEDIA_TYPE: notFound,
  REQUEST_TOO_LARGE: { error: errors.gatewayBodyTooLarge },
  BAD_REQUEST_BODY: { error: errors.badRequest },
  BAD_REQUEST_PARAMETERS: { error: errors.badRequest },
  THROTTLED: tooMany,
  QUOTA_EXCEEDED: tooMany,
  WAF_FILTERED: { error: errors.forbidden },
  API_CONFIGURATION_ERROR: unavailable,
  INTEGRATION_FAILURE: unavailable,
  INTEGRATION_TIMEOUT: unavailable,
  DEFAULT_4XX: { error: errors.badRequest, keepsStatus: true },
  DEFAULT_5XX: unavailable,
};

/**
 * Gives every answer that API Gateway makes by itself the form of the API's errors.
 *
 * No body may use `$context.error.message`: for an `Authorization` header that API Gateway takes
 * for a broken AWS signature, that message quotes the header, and with it the caller's key.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function shapeGatewayResponses(api: RestApi, errorBody: ErrorBody): void {
  addResponses(api, errorBody, responses);
}

/** Shapes only what an authorizer brings to an API: whatever else it answers is its owner's to say. */
export function shapeAuthorizerResponses(api: RestApi, errorBody: ErrorBody): void {
  addResponses(api, errorBody, authorizerResponses);
}

function addResponses(
  api: RestApi,
  errorBody: ErrorBody,
  added: Readonly<Record<string, GatewayResponse>>,
): void {
  for (const [type, response] of Object.entries(added)) {
    const { error, headers = {}, keepsStatus = false } = response;
    api.addGatewayResponse(type, {
      type: ResponseType.of(type),
      ...(keepsStatus ? {} : { statusCode: String(error.status) }),
      ...(Object.keys(headers).length === 0 ? {} : { responseHeaders: quoted(headers) }),
      templates: { "application/json": JSON.stringify(errorBody(error)) },
    });
  }
}

/** API Gateway marks a fixed value by single quotes. */
function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
