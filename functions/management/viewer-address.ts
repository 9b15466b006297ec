import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Deadline } from "../../core/time/deadline.ts";
import { callerAddressOf, type OriginSecret } from "../http/viewer-address.ts";

type Handle = (event: APIGatewayProxyEvent, deadline: Deadline) => Promise<APIGatewayProxyResult>;

/**
 * Tells use cases the address of whoever calls. Nothing is decided by it here; it is for the audit
 * trail, so requests that change nothing do without.
 *
 * @throws if the distribution's proof is presented and its secret out of reach: the audit trail has
 *   to be right
 */
export function withViewerAddress(originSecret: OriginSecret, handle: Handle) {
  return async function handleAsFromViewer(
    event: APIGatewayProxyEvent,
    deadline: Deadline,
  ): Promise<APIGatewayProxyResult> {
    if (event.httpMethod === "GET") return handle(event, deadline);
    const { requestContext } = event;
    const sourceIp = await callerAddressOf(event, originSecret, deadline);
    const identity = { ...requestContext.identity, sourceIp };
    return handle({ ...event, requestContext: { ...requestContext, identity } }, deadline);
  };
}
