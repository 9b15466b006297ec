/*
 * The changes that API Gateway makes to headers on the way to a Lambda function and back: the third
 * column of the table in
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * If observation (LocalStack's AWS-validated tests) and table differ, the stricter counts:
 * Content-Length is remapped, and so is WWW-Authenticate.
 */

/** Not in the event. Content-Length and the method override were observed to be dropped as well. */
const droppedFromRequest = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
  "x-http-method-override",
]);

const droppedFromResponse = new Set([
  "expect",
  "host",
  "proxy-authenticate",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
]);

const remappedInResponse = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "max-forwards",
  "server",
  "user-agent",
  "www-authenticate",
]);

/** A SigV4 signature is for API Gateway itself and does not reach the function. */
export function isDroppedFromRequest(name: string, value: string): boolean {
  const isSignature = name.toLowerCase() === "authorization" && isSigV4(value);
  return isSignature || droppedFromRequest.has(name.toLowerCase());
}

export function isSigV4(authorization: string): boolean {
  return authorization.startsWith("AWS4-HMAC-SHA256 ");
}

/** The name under which a function's header reaches the client; undefined if it does not. */
export function responseHeaderName(name: string): string | undefined {
  const key = name.toLowerCase();
  if (droppedFromResponse.has(key)) return undefined;
  return remappedInResponse.has(key) ? `x-amzn-Remapped-${name}` : name;
}
