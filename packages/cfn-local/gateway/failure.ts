import type { Authorization } from "./authorization.ts";

/**
 * Why API Gateway answers by itself, and how it does so where the API does not customise it.
 *
 * Types and default statuses: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * Values of `x-amzn-ErrorType`: observed ones (api-gateway troubleshooting articles on re:Post);
 * those of the authorizer's failures are guesses, since nothing is published.
 */
export interface Failure {
  readonly type: string;
  readonly status: number;
  /** `x-amzn-ErrorType` */
  readonly errorType: string;
  /** `$context.error.message`; null is what an unspecified one really looks like. */
  readonly message: string | null;
}

function failure(type: string, status: number, errorType: string, message: string | null): Failure {
  return { type, status, errorType, message };
}

const internal = "InternalServerErrorException";
const serverError = "Internal server error";

export const failures = {
  unauthorized: failure("UNAUTHORIZED", 401, "UnauthorizedException", "Unauthorized"),
  denied: failure(
    "ACCESS_DENIED",
    403,
    "AccessDeniedException",
    "User is not authorized to access this resource",
  ),
  authorizerFailed: failure("AUTHORIZER_FAILURE", 500, "AuthorizerFailureException", null),
  authorizerMalformed: failure(
    "AUTHORIZER_CONFIGURATION_ERROR",
    500,
    "AuthorizerConfigurationException",
    null,
  ),
  noSuchMethod: failure(
    "MISSING_AUTHENTICATION_TOKEN",
    403,
    "MissingAuthenticationTokenException",
    "Missing Authentication Token",
  ),
  /** Has no response type, so only DEFAULT_4XX customises it. */
  incompleteSignature: failure(
    "DEFAULT_4XX",
    403,
    "IncompleteSignatureException",
    "Authorization header requires 'Credential' parameter.",
  ),
  unsupportedMediaType: failure(
    "UNSUPPORTED_MEDIA_TYPE",
    415,
    "BadRequestException",
    "Unsupported Media Type",
  ),
  requestTooLarge: failure(
    "REQUEST_TOO_LARGE",
    413,
    "RequestTooLargeException",
    "Request Entity Too Large",
  ),
  /** Documented for a method ARN over 1,600 bytes, without a type. */
  uriTooLong: failure("DEFAULT_4XX", 414, "BadRequestException", "Request URI too long"),
  badRequest: failure("DEFAULT_4XX", 400, "BadRequestException", "Bad Request"),
  requestTimeout: failure("DEFAULT_4XX", 408, "RequestTimeoutException", "Request Timeout"),
  /** The limit is documented, the status is not; RFC 6585 has one for it. */
  headersTooLarge: failure(
    "DEFAULT_4XX",
    431,
    "BadRequestException",
    "Request header fields too large",
  ),
  wafFiltered: failure("WAF_FILTERED", 403, "ForbiddenException", "Forbidden"),
  throttled: failure("THROTTLED", 429, "TooManyRequestsException", "Too Many Requests"),
  /** A function that failed or answered in another form: 502 is documented, the type is not. */
  malformedProxyResponse: failure("DEFAULT_5XX", 502, internal, serverError),
  /** Lambda could not be asked at all. */
  integrationFailed: failure("INTEGRATION_FAILURE", 500, internal, serverError),
  integrationTimedOut: failure("INTEGRATION_TIMEOUT", 504, internal, "Endpoint request timed out"),
  apiMisconfigured: failure("API_CONFIGURATION_ERROR", 500, internal, serverError),
} as const;

/** Thrown on the way to an integration; the gateway turns it into a gateway response. */
export class GatewayFailure extends Error {
  override readonly name = "GatewayFailure";
  readonly failure: Failure;
  /** The authorizer's result for a request that it denied. */
  readonly authorization: Authorization | undefined;

  constructor(cause: Failure, authorization?: Authorization) {
    super(cause.message ?? cause.type);
    this.failure = cause;
    this.authorization = authorization;
  }
}

/** Statuses of customised responses that name none. */
export const defaultStatuses: Readonly<Record<string, number>> = {
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
  BAD_REQUEST_BODY: 400,
  BAD_REQUEST_PARAMETERS: 400,
  EXPIRED_TOKEN: 403,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  INVALID_API_KEY: 403,
  INVALID_SIGNATURE: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  QUOTA_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WAF_FILTERED: 403,
};
