import type { MockIntegration, MockResponse } from "../template/model.ts";
import type { Authorization } from "./authorization.ts";
import { type ContextSource, evaluateMapping, renderTemplate } from "./context-variables.ts";
import type { Exchange } from "./exchange.ts";
import { failures, GatewayFailure } from "./failure.ts";
import { bareMediaType } from "./media-type.ts";
import { type HeaderLine, type HttpResponse, headerValue } from "./message.ts";

/**
 * Answers in place of a back end.
 *
 * @throws GatewayFailure where no request template fits the request's media type and the API does
 *   not let it pass, or where no integration response fits
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function answerMock(
  integration: MockIntegration,
  exchange: Exchange,
  resourcePath: string,
  authorization?: Authorization,
): HttpResponse {
  const status = requestedStatus(integration, exchange);
  const response = selectResponse(integration.responses, status);
  const source: ContextSource = { exchange, resourcePath, failure: undefined, authorization };
  const headers: HeaderLine[] = [["Content-Type", response.mediaType ?? "application/json"]];
  for (const [name, expression] of Object.entries(response.headers)) {
    const value = evaluateMapping(expression, source);
    if (value !== undefined) headers.push([name, value]);
  }
  return {
    status: response.statusCode,
    headers,
    body: Buffer.from(renderTemplate(response.body, source)),
  };
}

/**
 * "If content type is not specified, API Gateway takes application/json."
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
function requestedStatus(
  { statusByMediaType, passthrough }: MockIntegration,
  { request }: Exchange,
): number {
  const contentType = headerValue(request.headers, "Content-Type") ?? "application/json";
  const status = statusByMediaType.get(bareMediaType(contentType));
  if (status !== undefined) return status;
  const mayPass =
    passthrough === "WHEN_NO_MATCH" ||
    (passthrough === "WHEN_NO_TEMPLATES" && statusByMediaType.size === 0);
  if (!mayPass) throw new GatewayFailure(failures.unsupportedMediaType);
  return statusFromBody(request.body);
}

/** A body that passes through stands for the template's result. */
function statusFromBody(body: Buffer): number {
  const match = /^\s*\{\s*"statusCode"\s*:\s*(\d{3})\s*[,}]/.exec(body.toString("utf8"));
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
