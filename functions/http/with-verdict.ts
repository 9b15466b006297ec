import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { errors } from "../../core/errors.ts";
import * as budgets from "../../core/time/budgets.ts";
import { type Deadline, type LambdaTime, withDeadline } from "../../core/time/deadline.ts";
import { logFault } from "./log.ts";
import { obeyVerdict, requestOf, withHeaders } from "./obey-verdict.ts";
import { errorResponse } from "./response.ts";

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
 */
export function withVerdict(endpoint: PublicEndpoint): ProxyHandler {
  return async function handler(event, lambda) {
    const judged = obeyVerdict(event);
    if ("response" in judged) return judged.response;
    const response = await withDeadline(budgets.endpointMs, lambda, (deadline) =>
      answer(endpoint, event, judged.caller, deadline),
    );
    return withHeaders(response, judged.headers);
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
    // An endpoint throws only faults, such as an unreachable table: nothing that the caller sent.
    logFault("an endpoint failed", error, requestOf(event));
    return errorResponse(errors.unavailable, { "Retry-After": "1" });
  }
}
