import type { APIGatewayProxyEvent } from "aws-lambda";
import { isAddress } from "../../core/admission/address-list.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import { headerOf } from "./header.ts";

/** The header that only the distribution can set: it replaces a caller's own. */
export const originSecretHeader = "x-latchkey-origin-secret";

/** The secret that the distribution and the APIs share; see core/store/rotated-secret.ts. */
export interface OriginSecret {
  accept(proof: string, deadline: Deadline): Promise<boolean>;
}

/** The parts of an event that say where a request comes from. */
export type RequestOrigin = Pick<APIGatewayProxyEvent, "headers"> & {
  readonly requestContext: { readonly identity: { readonly sourceIp: string } };
};

/**
 * Finds the address of whoever calls, not that of the distribution on their way.
 *
 * Anybody can send `X-Forwarded-For`, so it counts only beside the distribution's proof, and then
 * only the address that the distribution itself saw: the last but one, before its own, which API
 * Gateway adds. Without proof the caller is whoever is connected to API Gateway.
 *
 * @throws if the proof is presented and its secret out of reach
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomIPAddresses
 */
export async function callerAddressOf(
  request: RequestOrigin,
  originSecret: OriginSecret,
  deadline: Deadline,
): Promise<string> {
  const proof = headerOf(request, originSecretHeader);
  const viewer = proof === undefined ? undefined : viewerAddress(request);
  if (proof === undefined || viewer === undefined) return connectionOf(request);
  return (await originSecret.accept(proof, deadline)) ? viewer : connectionOf(request);
}

function connectionOf({ requestContext }: RequestOrigin): string {
  return requestContext.identity.sourceIp;
}

/** @returns undefined if the header is not as the distribution and API Gateway make it together */
function viewerAddress(request: RequestOrigin): string | undefined {
  const addresses = (headerOf(request, "x-forwarded-for") ?? "").split(",").map((it) => it.trim());
  const [viewer = "", edge] = addresses.slice(-2);
  return edge === connectionOf(request) && isAddress(viewer) ? viewer : undefined;
}
