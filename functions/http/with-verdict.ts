import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { errors } from "../../core/errors.ts";
import * as budgets from "../../core/time/budgets.ts";
import { type Deadline, type LambdaTime, withDeadline } from "../../core/time/deadline.ts";
import { logFault } from "./log.ts";
import { errorResponse } from "./response.ts";
import { decodeAnswer } from "./verdict-context.ts";

/**
 * An endpoint of the public API: runs only for a request that was admitted, and knows whose it is.
 * Nothing that is given the deadline goes on after the answer.
 */
export type PublicEndpoint = (
  event: APIGatewayProxyEvent,
  caller: Caller,
  deadline: Deadline,
) => Promise<APIGatewayProxyResult>;

export type ProxyHandler = (
  event: APIGatewayProxyEvent,
  lambda?: LambdaTime,
) => Promise<APIGatewayProxyResult>;

/**
 * Gives the answer that the authorizer decided. API Gateway cannot do it before a function: a gateway
 * response has one fixed status and no headers of a single request.
 *
 * A request without a verdict was not judged, so it is refused, and someone is woken up: the stack
 * alarms on the public API's 5xx.
 */
export function withVerdict(endpoint: PublicEndpoint): ProxyHandler {
  return async function handler(event, lambda) {
    const decided = decodeAnswer(event.requestContext.authorizer);
    if (!decided) {
      logFault("a request came without a verdict", undefined, requestOf(event));
      return errorResponse(errors.internal);
    }
    if (decided.status !== 200) return errorResponse(decided, decided.headers);
    const response = await withDeadline(budgets.endpointMs, lambda, (deadline) =>
      answer(endpoint, event, decided.caller, deadline),
    );
    return { ...response, headers: { ...response.headers, ...decided.headers } };
  };
}

async function answer(
  endpoint: PublicEndpoint,
  event: APIGatewayProxyEvent,
  caller: Caller,
  deadline: Deadline,
): Promise<APIGatewayProxyResult> {
  try {
    return await endpoint(event, caller, deadline);
  } catch (error) {
    // What an endpoint may throw is a fault, such as a table out of reach: nothing the caller sent.
    logFault("an endpoint failed", error, requestOf(event));
    return errorResponse(errors.unavailable, { "Retry-After": "1" });
  }
}

function requestOf(event: APIGatewayProxyEvent): Record<string, string> {
  return {
    requestId: event.requestContext.requestId,
    route: `${event.httpMethod} ${event.resource}`,
  };
}
