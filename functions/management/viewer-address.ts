import { isIP } from "node:net";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { OriginSecret } from "../../core/store/origin-secret.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import { headerOf } from "../http/header.ts";

/** The header that only the distribution can set: it replaces a caller's own. */
export const originSecretHeader = "x-latchkey-origin-secret";

type Handle = (event: APIGatewayProxyEvent, deadline: Deadline) => Promise<APIGatewayProxyResult>;

/**
 * Tells use cases the address of whoever calls, not that of the distribution on their way.
 *
 * Anybody can send `X-Forwarded-For`, so it counts only beside the distribution's proof, and then
 * only the address that the distribution itself saw: the last but one, before its own, which API
 * Gateway adds. Without proof the caller is whoever is connected to API Gateway.
 *
 * Nothing is decided by it; it is for the audit trail, so requests that change nothing do without.
 *
 * @throws where the proof is presented and its secret out of reach: the audit trail has to be right
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomIPAddresses
 */
export function withViewerAddress({ isGood }: Pick<OriginSecret, "isGood">, handle: Handle) {
  return async function handleAsFromViewer(
    event: APIGatewayProxyEvent,
    deadline: Deadline,
  ): Promise<APIGatewayProxyResult> {
    const proof = headerOf(event, originSecretHeader);
    if (event.httpMethod === "GET" || proof === undefined || !(await isGood(proof, deadline))) {
      return handle(event, deadline);
    }
    const { requestContext } = event;
    const sourceIp = viewerAddress(event) ?? requestContext.identity.sourceIp;
    const identity = { ...requestContext.identity, sourceIp };
    return handle({ ...event, requestContext: { ...requestContext, identity } }, deadline);
  };
}

/** @returns undefined where the header is not as the distribution and API Gateway make it together */
function viewerAddress(event: APIGatewayProxyEvent): string | undefined {
  const addresses = (headerOf(event, "x-forwarded-for") ?? "").split(",").map((it) => it.trim());
  const [viewer = "", edge] = addresses.slice(-2);
  return edge === event.requestContext.identity.sourceIp && isIP(viewer) > 0 ? viewer : undefined;
}
