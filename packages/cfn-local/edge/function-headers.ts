/*
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-headers
 */

/** "Not exposed to edge functions, and functions can't add them." */
const disallowed = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "trailer",
  "upgrade",
  "x-accel-buffering",
  "x-accel-charset",
  "x-accel-limit-rate",
  "x-accel-redirect",
  "x-amzn-auth",
  "x-amzn-cf-billing",
  "x-amzn-cf-id",
  "x-amzn-cf-xff",
  "x-amzn-errortype",
  "x-amzn-fle-profile",
  "x-amzn-header-count",
  "x-amzn-header-order",
  "x-amzn-lambda-integration-tag",
  "x-amzn-requestid",
  "x-cache",
  "x-forwarded-proto",
  "x-real-ip",
]);

/** "Your function can read them …, but it can't change the values", in viewer requests. */
export const readOnlyHeaders = ["content-length", "host", "transfer-encoding", "via"];

/** @param name in lower case */
export function isHiddenHeader(name: string): boolean {
  return disallowed.has(name) || name.startsWith("x-amz-cf-") || name.startsWith("x-edge-");
}
