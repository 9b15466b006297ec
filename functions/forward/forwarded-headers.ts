import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { verdictHeaders } from "../../core/admission/verdict-headers.ts";

/** Every value of each header, by name as it was spelt. */
export type HeaderValues = Readonly<Record<string, readonly string[]>>;

/**
 * Headers for one connection alone, RFC 9110 section 7.6.1. `Proxy-*` is for a proxy before this one.
 */
const hopByHop =
  /^(connection|expect|keep-alive|proxy-.+|te|trailer|transfer-encoding|upgrade|http2-settings)$/;

/** Servers that map names to variables take `_` for `-`, so a caller could spell them so. */
const own = /^x[-_]latchkey[-_]/;

/**
 * The headers that a back end gets: the caller's, less the key and whatever is for one connection, and
 * the verdict's own in place of any that the caller made up.
 */
export function forwardedHeaders(
  { multiValueHeaders }: Pick<APIGatewayProxyEvent, "multiValueHeaders">,
  { accountId, keyId, plan }: Caller,
): Record<string, string[]> {
  const kept = withoutHopByHop(definedOf(multiValueHeaders)).filter(([name]) => {
    const lowerCase = name.toLowerCase();
    return lowerCase !== "authorization" && !own.test(lowerCase);
  });
  return {
    ...Object.fromEntries(kept.map(([name, values]) => [name, [...values]])),
    "X-Latchkey-Account": [accountId],
    "X-Latchkey-Key": [keyId],
    "X-Latchkey-Plan": [plan],
  };
}

/** The verdict's headers, which replace a back end's of the same name. */
const ofVerdict = new Set(
  Object.entries(verdictHeaders)
    .filter(([key]) => key.startsWith("rateLimit"))
    .map(([, name]) => name.toLowerCase()),
);

/** The headers of a back end's response that go on to the caller. */
export function returnedHeaders(headers: HeaderValues): Record<string, string[]> {
  const kept = withoutHopByHop(headers).filter(([name]) => {
    const lowerCase = name.toLowerCase();
    return lowerCase !== "content-length" && !ofVerdict.has(lowerCase);
  });
  return Object.fromEntries(kept.map(([name, values]) => [name, [...values]]));
}

function withoutHopByHop(headers: HeaderValues): (readonly [string, readonly string[]])[] {
  const entries = Object.entries(headers);
  const named = entries
    .filter(([name]) => name.toLowerCase() === "connection")
    .flatMap(([, values]) => values.join(",").split(","))
    .map((name) => name.trim().toLowerCase());
  return entries.filter(([name]) => {
    const lowerCase = name.toLowerCase();
    return !hopByHop.test(lowerCase) && !named.includes(lowerCase);
  });
}

function definedOf(headers: APIGatewayProxyEvent["multiValueHeaders"]): HeaderValues {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, values]) => [name, values ?? []]),
  );
}
