import type { Exchange } from "./exchange.ts";
import { requestContext, requestEvent } from "./proxy-event.ts";
import type { Route } from "./route.ts";

/**
 * The event of a TOKEN authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function tokenAuthorizerEvent(methodArn: string, authorizationToken: string) {
  return { type: "TOKEN", methodArn, authorizationToken };
}

/**
 * The event of a REQUEST authorizer: the request without its body.
 *
 * The documented example leaves out the maps of several values, which execution logs of API Gateway
 * show. In those logs and in the example a map without entries is empty, not null as in the event of
 * a proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function requestAuthorizerEvent(methodArn: string, exchange: Exchange, route: Route) {
  const request = requestEvent(exchange, route);
  return {
    type: "REQUEST",
    methodArn,
    ...request,
    queryStringParameters: request.queryStringParameters ?? {},
    multiValueQueryStringParameters: request.multiValueQueryStringParameters ?? {},
    pathParameters: request.pathParameters ?? {},
    stageVariables: request.stageVariables ?? {},
    requestContext: requestContext(exchange, route),
  };
}
