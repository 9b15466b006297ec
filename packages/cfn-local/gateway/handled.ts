import { accessLogLine } from "./access-log.ts";
import type { Authorization } from "./authorization.ts";
import type { Exchange } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import { renderFailure } from "./gateway-response.ts";
import type { Handled } from "./http-host.ts";
import type { HttpResponse } from "./message.ts";
import type { Route } from "./route.ts";

/** How far a request got on its way. */
export interface Progress {
  readonly exchange: Exchange;
  readonly route?: Route | undefined;
  readonly authorization?: Authorization | undefined;
}

/** The response to a request for no known API. No API can change or log it. */
export function forbidden(exchange: Exchange): Handled {
  const answer: HttpResponse = {
    status: 403,
    headers: [
      ["Content-Type", "application/json"],
      ["x-amzn-ErrorType", "ForbiddenException"],
    ],
    body: Buffer.from('{"message":"Forbidden"}'),
  };
  return {
    answer: withIds(answer, exchange),
    requestId: exchange.requestId,
    httpMethod: exchange.method,
    resourcePath: undefined,
    failure: undefined,
    accessLogLine: undefined,
  };
}

/** A request that API Gateway answered by itself, as the API's gateway responses say. */
export function failed(progress: Progress, failure: Failure): Handled {
  const { exchange, route, authorization } = progress;
  const answer = renderFailure(failure, exchange, route?.resource.path, authorization);
  return handled(progress, answer, failure);
}

export function handled(progress: Progress, answer: HttpResponse, failure?: Failure): Handled {
  const { exchange, route, authorization } = progress;
  const resourcePath = route?.resource.path;
  const latencyMs = Date.now() - exchange.startedAt.getTime();
  const logged = { exchange, resourcePath, failure, answer, authorization, latencyMs };
  const format = exchange.api.accessLogFormat;
  return {
    answer: withIds(answer, exchange),
    requestId: exchange.requestId,
    httpMethod: exchange.method,
    resourcePath,
    failure,
    accessLogLine: format === undefined ? undefined : accessLogLine(format, logged),
    accessLogGroup: exchange.api.accessLogGroup,
    apiResponse: {
      apiName: exchange.api.name,
      stageName: exchange.api.stageName,
      status: answer.status,
      latencyMs,
    },
  };
}

function withIds(answer: HttpResponse, { requestId, extendedRequestId }: Exchange): HttpResponse {
  return {
    ...answer,
    headers: [
      ...answer.headers,
      ["x-amzn-RequestId", requestId],
      ["x-amz-apigw-id", extendedRequestId],
    ],
  };
}
