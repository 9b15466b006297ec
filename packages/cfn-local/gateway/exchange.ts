import { randomBytes, randomUUID } from "node:crypto";
import type { RestApi } from "../template/model.ts";
import { type HttpRequest, headerValue } from "./message.ts";

/** One request on its way through one API: what `$context` and the proxy event are made from. */
export interface Exchange {
  readonly api: RestApi;
  readonly request: HttpRequest;
  /** The request's method, or the one that `X-HTTP-Method-Override` puts in its place. */
  readonly method: string;
  /** Path below the stage as functions see it, percent-encoded: `/v1/models`. */
  readonly path: string;
  /** Path with the stage: `/api/v1/models`. */
  readonly fullPath: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  readonly startedAt: Date;
}

/**
 * "When sending requests to an API by passing the X-HTTP-Method-Override header, API Gateway
 * overrides the method."
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function effectiveMethod(request: HttpRequest): string {
  return headerValue(request.headers, "X-HTTP-Method-Override") ?? request.method;
}

export function newExchange(
  request: HttpRequest,
  api: RestApi,
  path: { readonly below: string; readonly full: string },
): Exchange {
  const startedAt = new Date();
  const seconds = Math.floor(startedAt.getTime() / 1000).toString(16);
  return {
    api,
    request,
    method: effectiveMethod(request),
    path: path.below,
    fullPath: path.full,
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString("base64url")}=`,
    traceId: `Root=1-${seconds}-${randomBytes(12).toString("hex")}`,
    startedAt,
  };
}
