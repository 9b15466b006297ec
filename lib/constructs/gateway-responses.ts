import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";

/** A denial that API Gateway answers by itself. Everything in it is fixed: nothing is computed per request. */
interface StaticResponse {
  /** Absent: the status that API Gateway gives each type that falls back to this one. */
  readonly status?: number;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const challenge = { "WWW-Authenticate": "Bearer" };
const notFound: StaticResponse = { status: 404, error: "Not found" };
const tooMany: StaticResponse = {
  status: 429,
  error: "Too many requests",
  headers: { "Retry-After": "1" },
};
/** Never 401: a client that is told so may throw a good key away. */
const unavailable: StaticResponse = {
  status: 503,
  error: "Service temporarily unavailable",
  headers: { "Retry-After": "1" },
};

/**
 * Gives every answer that API Gateway makes by itself the product's form, `{ "error": string }`.
 *
 * No body may use `$context.error.message`: for an `Authorization` header that API Gateway takes
 * for a broken AWS signature, that message quotes the header, and with it the caller's key.
 *
 * @param deniedError what a caller reads whose credential the authorizer denied
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function shapeGatewayResponses(api: RestApi, deniedError: string): void {
  for (const [type, response] of Object.entries(responses(deniedError))) {
    const { status, error, headers = {} } = response;
    api.addGatewayResponse(type, {
      type: ResponseType.of(type),
      ...(status === undefined ? {} : { statusCode: String(status) }),
      ...(Object.keys(headers).length === 0 ? {} : { responseHeaders: quoted(headers) }),
      templates: { "application/json": JSON.stringify({ error }) },
    });
  }
}

function responses(deniedError: string): Readonly<Record<string, StaticResponse>> {
  return {
    UNAUTHORIZED: { status: 401, error: "Missing Authorization Bearer token", headers: challenge },
    ACCESS_DENIED: { status: 401, error: deniedError, headers: challenge },
    // These four are how API Gateway speaks of a path or method that is not there: the middle two
    // only where the request carries an AWS signature, which no route here asks for.
    MISSING_AUTHENTICATION_TOKEN: notFound,
    INVALID_SIGNATURE: notFound,
    EXPIRED_TOKEN: notFound,
    RESOURCE_NOT_FOUND: notFound,
    // Only the integration behind `answerNotFoundElsewhere` looks at the media type.
    UNSUPPORTED_MEDIA_TYPE: notFound,
    REQUEST_TOO_LARGE: { status: 413, error: "Request body too large" },
    BAD_REQUEST_BODY: { status: 400, error: "Bad request" },
    BAD_REQUEST_PARAMETERS: { status: 400, error: "Bad request" },
    THROTTLED: tooMany,
    QUOTA_EXCEEDED: tooMany,
    WAF_FILTERED: { status: 403, error: "Forbidden" },
    AUTHORIZER_FAILURE: unavailable,
    AUTHORIZER_CONFIGURATION_ERROR: unavailable,
    API_CONFIGURATION_ERROR: unavailable,
    INTEGRATION_FAILURE: unavailable,
    INTEGRATION_TIMEOUT: unavailable,
    DEFAULT_4XX: { error: "Bad request" },
    DEFAULT_5XX: unavailable,
  };
}

/** API Gateway marks a fixed value by single quotes. */
function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
