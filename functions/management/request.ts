import type { APIGatewayProxyEvent } from "aws-lambda";
import type { ManagementRequest } from "../../core/management/request.ts";
import { accountEvent, auditOf, keyEvent } from "./audit.ts";
import { accountIdOf, callerOf } from "./caller.ts";
import type { EndpointPorts } from "./endpoint.ts";

/**
 * What a use case is told of a request, whatever it is asked.
 *
 * @throws HttpError 404 where no account can have that id, or a user asks for another than their own
 */
export function requestOf(
  event: APIGatewayProxyEvent,
  ports: EndpointPorts,
): Omit<ManagementRequest<unknown>, "input"> {
  const audit = auditOf(event, ports);
  return {
    caller: callerOf(event),
    accountId: accountIdOf(event),
    nowEpochMs: ports.nowEpochMs(),
    trail: {
      accountEvent: (...change) => accountEvent(audit, ...change),
      keyEvent: (...change) => keyEvent(audit, ...change),
    },
  };
}
