import { createHash } from "node:crypto";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { IdempotentRequest } from "../../core/store/idempotency.ts";
import { headerOf } from "../http/header.ts";
import { HttpError } from "../http/http-error.ts";

const grammar = /^[!-~]{1,255}$/;

/**
 * The request's `Idempotency-Key`, and a fingerprint of what it asks for: the route and the body's
 * meaning, whatever the order of its fields.
 *
 * @returns undefined where the client sent no such header
 * @throws HttpError 400 where it is empty, too long, or has spaces or control characters
 */
export function idempotentRequestOf(
  event: APIGatewayProxyEvent,
  body: unknown,
): IdempotentRequest | undefined {
  const key = headerOf(event, "idempotency-key");
  if (key === undefined) return undefined;
  if (!grammar.test(key)) {
    throw HttpError.invalidFields({
      "Idempotency-Key": "must be 1 to 255 visible ASCII characters",
    });
  }
  const request = JSON.stringify([event.httpMethod, event.path, canonical(body)]);
  return { key, fingerprint: createHash("sha256").update(request).digest("base64url") };
}

/** Tells a client that nothing new was made. */
export const replayedHeader = { "Idempotency-Replayed": "true" };

/** The same value with the fields of every object in the order of their names. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, content]) => [name, canonical(content)]);
}
