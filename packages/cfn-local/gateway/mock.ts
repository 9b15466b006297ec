import type { MockIntegration, MockResponse } from "../template/model.ts";
import type { Authorization } from "./authorization.ts";
import { type ContextSource, evaluateMapping } from "./context-variables.ts";
import type { Exchange } from "./exchange.ts";
import { failures, GatewayFailure } from "./failure.ts";
import { responseHeaderName } from "./header-rules.ts";
import { bareMediaType } from "./media-type.ts";
import { type HeaderLine, type HttpResponse, headerValue } from "./message.ts";
import { renderVelocity } from "./velocity.ts";

/**
 * Answers in place of a back end.
 *
 * What the template overrides goes before what is mapped.
 *
 * @throws GatewayFailure if no request template fits the request's media type and the API does not
 *   let it pass, if the template yields no status, or if no integration response fits
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function answerMock(
  integration: MockIntegration,
  exchange: Exchange,
  resourcePath: string,
  authorization?: Authorization,
): HttpResponse {
  const source: ContextSource = { exchange, resourcePath, failure: undefined, authorization };
  const status = statusIn(yieldedBy(integration, source));
  const response = selectResponse(integration.responses, status);
  const { text, status: overriding, headers } = renderVelocity(response.template, source);
  const contentType: HeaderLine = ["Content-Type", response.mediaType ?? "application/json"];
  return {
    status: overriding === undefined ? response.statusCode : Number(overriding),
    headers: [contentType, ...clientHeaders(response, headers, source)],
    body: Buffer.from(text),
  };
}

/** @see responseHeaderName for the names that API Gateway changes */
function clientHeaders(
  { headers }: MockResponse,
  overriding: Readonly<Record<string, string>>,
  source: ContextSource,
): HeaderLine[] {
  const values = new Map<string, HeaderLine>();
  for (const [name, expression] of Object.entries(headers)) {
    const value = evaluateMapping(expression, source);
    if (value !== undefined) values.set(name.toLowerCase(), [name, value]);
  }
  for (const [name, value] of Object.entries(overriding)) {
    values.set(name.toLowerCase(), [name, value]);
  }
  return [...values.values()].flatMap(([name, value]): HeaderLine[] => {
    const sentAs = responseHeaderName(name);
    return sentAs === undefined ? [] : [[sentAs, value]];
  });
}

/**
 * What stands for the body of the request to the back end: the result of the template, or the
 * request's own body where that may pass. "If content type is not specified, API Gateway takes
 * application/json."
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
function yieldedBy(
  { templateByMediaType, passthrough }: MockIntegration,
  source: ContextSource,
): string {
  const { request } = source.exchange;
  const contentType = headerValue(request.headers, "Content-Type") ?? "application/json";
  const template = templateByMediaType.get(bareMediaType(contentType));
  if (template !== undefined) return renderVelocity(template, source).text;
  const mayPass =
    passthrough === "WHEN_NO_MATCH" ||
    (passthrough === "WHEN_NO_TEMPLATES" && templateByMediaType.size === 0);
  if (!mayPass) throw new GatewayFailure(failures.unsupportedMediaType);
  return request.body.toString("utf8");
}

/** API Gateway also takes the key without quotes, as the CDK writes it for CORS. */
function statusIn(text: string): number {
  const match = /^\s*\{\s*"?statusCode"?\s*:\s*(\d{3})\s*[,}]/.exec(text);
  if (!match) throw new GatewayFailure(failures.apiMisconfigured);
  return Number(match[1]);
}

function selectResponse(responses: readonly MockResponse[], status: number): MockResponse {
  const chosen =
    responses.find(({ selectionPattern }) => selectionPattern?.test(String(status))) ??
    responses.find(({ selectionPattern }) => selectionPattern === undefined);
  if (!chosen) throw new GatewayFailure(failures.apiMisconfigured);
  return chosen;
}
