import { accountId } from "../template/simulated-account.ts";
import type { Authorization } from "./authorization.ts";
import { commonLogTime } from "./context-variables.ts";
import type { Exchange } from "./exchange.ts";
import { isDroppedFromRequest } from "./header-rules.ts";
import { isBinary } from "./media-type.ts";
import { type HeaderLine, headerValue } from "./message.ts";
import { parseQuery } from "./query.ts";
import type { Route } from "./route.ts";

/**
 * The request as the event of a proxy integration and that of a REQUEST authorizer have it in common.
 * Missing values are null in the former and empty in the latter.
 */
export function requestEvent(exchange: Exchange, route: Route) {
  const headers = eventHeaders(exchange);
  const query = parseQuery(exchange.request.query);
  const hasParameters = Object.keys(route.pathParameters).length > 0;
  return {
    resource: route.resource.path,
    path: exchange.path,
    httpMethod: exchange.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: groupByName(headers),
    queryStringParameters: query.single,
    multiValueQueryStringParameters: query.multi,
    pathParameters: hasParameters ? route.pathParameters : null,
    stageVariables: exchange.api.stageVariables,
  };
}

/**
 * The event of a Lambda proxy integration (payload version 1.0).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(
  exchange: Exchange,
  route: Route,
  authorization: Authorization | undefined,
) {
  return {
    ...requestEvent(exchange, route),
    requestContext: requestContext(exchange, route, authorization),
    ...eventBody(exchange),
  };
}

export function requestContext(exchange: Exchange, route: Route, authorization?: Authorization) {
  const { api, request } = exchange;
  const domainName = headerValue(request.headers, "Host") ?? "";
  return {
    resourceId: route.resource.id,
    ...(authorization && { authorizer: authorizerContext(authorization) }),
    resourcePath: route.resource.path,
    httpMethod: exchange.method,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: commonLogTime(exchange.startedAt),
    path: exchange.fullPath,
    accountId,
    protocol: request.protocol,
    stage: api.stageName,
    domainPrefix: domainName.split(".")[0],
    requestTimeEpoch: exchange.startedAt.getTime(),
    requestId: exchange.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: headerValue(request.headers, "User-Agent") ?? null,
      user: null,
    },
    domainName,
    deploymentId: api.deploymentId,
    apiId: api.id,
  };
}

function authorizerContext({ context, principalId, integrationLatencyMs }: Authorization) {
  return { ...context, principalId, integrationLatency: integrationLatencyMs };
}

/** Headers in their own casing, less the dropped ones, plus what the front end adds. */
function eventHeaders({ request, traceId }: Exchange): HeaderLine[] {
  const forwardedFor = headerValue(request.headers, "X-Forwarded-For");
  const added: HeaderLine[] = [
    ["X-Amzn-Trace-Id", traceId],
    ["X-Forwarded-For", forwardedFor ? `${forwardedFor}, ${request.sourceIp}` : request.sourceIp],
    ["X-Forwarded-Port", "443"],
    ["X-Forwarded-Proto", "https"],
  ];
  const replaced = new Set(added.map(([name]) => name.toLowerCase()));
  const kept = request.headers.filter(
    ([name, value]) => !replaced.has(name.toLowerCase()) && !isDroppedFromRequest(name, value),
  );
  return [...kept, ...added];
}

function groupByName(headers: readonly HeaderLine[]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of headers) groups.set(name, [...(groups.get(name) ?? []), value]);
  return Object.fromEntries(groups);
}

/** Bytes that are no UTF-8 survive only where the API lists the media type as binary. */
function eventBody({ api, request }: Exchange) {
  if (request.body.length === 0) return { body: null, isBase64Encoded: false };
  const contentType = headerValue(request.headers, "Content-Type");
  const isBase64Encoded = isBinary(contentType, api.binaryMediaTypes);
  return { body: request.body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}
