import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { errors } from "../../core/errors.ts";
import { type LeakPorts, type LeakReport, reportLeak } from "../../core/management/report-leak.ts";
import { keyEvent } from "../../core/management/trail.ts";
import { jsonBody, validate } from "../http/input.ts";
import { errorResponse } from "../http/response.ts";
import type { SpendBudget } from "./address-budget.ts";
import { anonymousOriginOf } from "./caller.ts";
import type { EndpointPorts } from "./endpoint.ts";
import { leakBody } from "./inputs.ts";

/**
 * Answers a report of a leaked key. A report that is understood gets 204, whether or not there is
 * such a key.
 *
 * @throws HttpError 400, 413 or 415 if the body is not a report
 */
export async function reportEndpoint(
  event: APIGatewayProxyEvent,
  spendBudget: SpendBudget,
  ports: LeakPorts & EndpointPorts,
): Promise<APIGatewayProxyResult> {
  const origin = anonymousOriginOf(event);
  const waitSeconds = spendBudget(event.requestContext.identity.sourceIp);
  if (waitSeconds > 0) {
    return errorResponse(errors.tooManyRequests, { "Retry-After": String(waitSeconds) });
  }
  const { key: text } = validate(leakBody, jsonBody(event), "body");
  const audit = { origin, newEventId: ports.newEventId };
  const report: LeakReport = {
    text,
    nowEpochMs: ports.nowEpochMs(),
    trail: { keyEvent: (...change) => keyEvent(audit, ...change) },
  };
  await reportLeak(report, ports);
  return { statusCode: 204, body: "" };
}
