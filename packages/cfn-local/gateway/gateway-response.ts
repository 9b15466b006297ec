import type { GatewayResponse } from "../template/model.ts";
import type { Authorization } from "./authorization.ts";
import { type ContextSource, evaluateMapping, renderTemplate } from "./context-variables.ts";
import type { Exchange } from "./exchange.ts";
import { defaultStatuses, type Failure } from "./failure.ts";
import type { HeaderLine, HttpResponse } from "./message.ts";

/**
 * Renders what the API says on a failure: the response of its own type, else DEFAULT_4XX or
 * DEFAULT_5XX, else API Gateway's own words.
 *
 * A response that is customised but names no status gets its type's documented one, which may
 * differ from the status that an uncustomised failure has (INTEGRATION_FAILURE: 504 and 500, see
 * https://repost.aws/questions/QUL-z6rJbmR4meafB7MzYXxw). DEFAULT_* without a status keep the
 * failure's own. `WWW-Authenticate` set here goes through as it is; only integrations are remapped.
 *
 * The documentation disagrees with itself on REQUEST_TOO_LARGE: the table of types lets one
 * customise it, the "important notes" say that "isn't currently supported". It is customised here.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function renderFailure(
  failure: Failure,
  exchange: Exchange,
  resourcePath: string | undefined,
  authorization?: Authorization,
): HttpResponse {
  const { gatewayResponses } = exchange.api;
  const own = gatewayResponses.get(failure.type);
  const fallback = gatewayResponses.get(failure.status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX");
  const source: ContextSource = { exchange, resourcePath, failure, authorization };
  const response = own ?? fallback;
  const status =
    own?.statusCode ??
    (own && defaultStatuses[failure.type]) ??
    fallback?.statusCode ??
    failure.status;
  const template = response?.template ?? '{"message":$context.error.messageString}';
  return {
    status,
    headers: failureHeaders(failure, response, source),
    body: Buffer.from(renderTemplate(template, source)),
  };
}

function failureHeaders(
  failure: Failure,
  response: GatewayResponse | undefined,
  source: ContextSource,
): HeaderLine[] {
  const custom: HeaderLine[] = [];
  for (const [name, expression] of Object.entries(response?.headers ?? {})) {
    const value = evaluateMapping(expression, source);
    if (value !== undefined) custom.push([name, value]);
  }
  const hasContentType = custom.some(([name]) => name.toLowerCase() === "content-type");
  const contentType: HeaderLine[] = hasContentType
    ? []
    : [["Content-Type", response?.mediaType ?? "application/json"]];
  return [...contentType, ...custom, ["x-amzn-ErrorType", failure.errorType]];
}
