import type { APIGatewayProxyEvent } from "aws-lambda";
import type { ManagementRequest } from "../../core/management/request.ts";
import { trailOf } from "../../core/management/trail.ts";
import { accountIdOf, callerOf, originOf } from "./caller.ts";
import type { EndpointPorts } from "./endpoint.ts";

/**
 * Returns the part of a request that every use case gets.
 *
 * @throws HttpError 404 where no account can have that id, or a user asks for another than their own
 */
export function requestOf(
  event: APIGatewayProxyEvent,
  ports: EndpointPorts,
): Omit<ManagementRequest<unknown>, "input"> {
  return {
    caller: callerOf(event),
    accountId: accountIdOf(event),
    nowEpochMs: ports.nowEpochMs(),
    trail: trailOf({ origin: originOf(event), newEventId: ports.newEventId }),
  };
}
