import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Caller, Quota } from "../../core/admission/verdict.ts";
import type { Config } from "../../core/config/config.ts";
import { planRefusalOf } from "../../core/config/plan-refusal.ts";
import { errors } from "../../core/errors.ts";
import { budgets } from "../../core/time/budgets.ts";
import { type Deadline, type LambdaTime, withDeadline } from "../../core/time/deadline.ts";
import { logFault } from "./log.ts";
import { errorResponse } from "./response.ts";
import { decodeVerdict, type ForwardedVerdict } from "./verdict-context.ts";

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
 * Turns the authorizer's verdict into the answer. API Gateway cannot do it: a gateway response has
 * one fixed status and no headers of a single request.
 *
 * A request without a verdict was not judged, so it is refused, and someone is woken up: the stack
 * alarms on the public API's 5xx.
 */
export function withVerdict(
  endpoint: PublicEndpoint,
  config: Pick<Config, "planRefusal">,
): ProxyHandler {
  return async function handler(event, lambda) {
    const verdict = decodeVerdict(event.requestContext.authorizer);
    if (!verdict) {
      logFault("a request came without a verdict", undefined, requestOf(event));
      return errorResponse(errors.internal);
    }
    if (verdict.kind !== "admitted") return denial(verdict, config);
    const response = await withDeadline(budgets.endpointMs, lambda, (deadline) =>
      answer(endpoint, event, verdict.caller, deadline),
    );
    return {
      ...response,
      headers: { ...response.headers, ...rateLimitHeaders(verdict.quota) },
    };
  };
}

function denial(
  verdict: Exclude<ForwardedVerdict, { kind: "admitted" }>,
  config: Pick<Config, "planRefusal">,
): APIGatewayProxyResult {
  switch (verdict.kind) {
    case "ineligible":
      return errorResponse(planRefusalOf(config));
    case "limited":
      return errorResponse(errors.rateLimitExceeded, {
        "Retry-After": String(verdict.quota.resetAfterSeconds),
        ...rateLimitHeaders(verdict.quota),
      });
    case "unavailable":
      return errorResponse(errors.unavailable, { "Retry-After": "1" });
  }
}

/**
 * Returns the headers that describe the caller's quota: the customary `X-RateLimit-*`, and the fields of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
export function rateLimitHeaders(quota: Quota): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(quota.limit),
    "X-RateLimit-Remaining": String(quota.remaining),
    "X-RateLimit-Reset": String(quota.resetAtEpochSeconds),
    "RateLimit-Policy": `"default";q=${quota.limit};w=60`,
    RateLimit: `"default";r=${quota.remaining};t=${quota.resetAfterSeconds}`,
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
