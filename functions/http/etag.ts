import { createHash } from "node:crypto";
import type { APIGatewayProxyEvent } from "aws-lambda";

/**
 * The strong validator of a body: the same for the same bytes, in every container and after every
 * deployment that leaves them alone (RFC 9110 §8.8.3).
 */
export function strongEtag(body: string): string {
  return `"${createHash("sha256").update(body).digest("base64url")}"`;
}

/**
 * Whether a GET is to be answered 304, since the client holds this very representation.
 *
 * Header names reach a function with the casing that the client used, and a list may be spread
 * over several lines (RFC 9110 §5.3), so every line of every spelling counts.
 */
export function isNotModified(
  event: Pick<APIGatewayProxyEvent, "headers" | "multiValueHeaders">,
  etag: string,
): boolean {
  return [...Object.entries(event.headers ?? {}), ...Object.entries(event.multiValueHeaders ?? {})]
    .filter(([name]) => name.toLowerCase() === "if-none-match")
    .flatMap(([, value]) => value ?? [])
    .some((line) => matchesEtag(line, etag));
}

/**
 * Whether an `If-None-Match` field names the entity tag, or any by `*` (RFC 9110 §13.1.2).
 *
 * The comparison is weak (§8.8.3.2): `W/` is ignored, as a cache on the way may have added it. Reading ends at the first malformed member, which errs towards sending the body.
 *
 * @param field the field's value: `*` or a list of entity tags, which may themselves hold commas
 * @param etag the current strong entity tag, quotes included
 */
export function matchesEtag(field: string, etag: string): boolean {
  if (field.trim() === "*") return true;
  for (const [, opaque] of field.matchAll(listedTags)) {
    if (opaque === etag) return true;
  }
  return false;
}

/** One member with the separators before it; sticky, and linear in the field's length. */
const listedTags = /[ \t,]*(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)/gy;
