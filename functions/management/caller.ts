import type { APIGatewayProxyEvent } from "aws-lambda";
import { isAccountId } from "../../core/account/account-rules.ts";
import { isOperatorRole } from "../../core/account/operators.ts";
import { errors } from "../../core/errors.ts";
import type { RequestOrigin } from "../../core/event/audit-event.ts";
import { isKeyId } from "../../core/key/api-key.ts";
import { actorOf, type ManagementCaller, mayActFor } from "../../core/management/request.ts";
import { HttpError } from "../http/http-error.ts";

/** @throws Error where the authorizer said nothing that is known: the call was never judged */
export function callerOf({ requestContext }: APIGatewayProxyEvent): ManagementCaller {
  const { actor, subject, accountId, roles } = requestContext.authorizer ?? {};
  if (actor === "operator" && typeof roles === "string") {
    const person = typeof subject === "string" ? subject : undefined;
    return { type: "operator", subject: person, roles: roles.split(" ").filter(isOperatorRole) };
  }
  if (actor === "user" && typeof subject === "string" && typeof accountId === "string") {
    return { type: "user", subject, accountId };
  }
  throw new Error("a management call came without a caller");
}

/**
 * The account that the path names.
 *
 * @throws HttpError 404 where no account can have that id, or a user asks for another than their own
 */
export function accountIdOf(event: APIGatewayProxyEvent): string {
  const caller = callerOf(event);
  const accountId = pathParameter(event, "account_id");
  if (!mayActFor(caller, accountId) || !isAccountId(accountId))
    throw new HttpError(errors.accountNotFound);
  return accountId;
}

/**
 * A parameter of the path, decoded once: a REST API hands it on percent-encoded, as it came. Nothing
 * good changes if it was decoded before, since no id has a `%`.
 *
 * @returns "" where it is missing or malformed, which no id is
 */
export function pathParameter(event: APIGatewayProxyEvent, name: string): string {
  try {
    return decodeURIComponent(event.pathParameters?.[name] ?? "");
  } catch {
    return "";
  }
}

/** The key that the path names. @throws HttpError 404 where no key can have that id */
export function keyIdOf(event: APIGatewayProxyEvent): string {
  return checkedKeyId(pathParameter(event, "id"));
}

/** The key that the path names by its id or its prefix. @throws HttpError 404 where it can be neither */
export function lookedUpKeyId(event: APIGatewayProxyEvent, keyPrefix: string): string {
  const reference = pathParameter(event, "id_or_prefix");
  return checkedKeyId(
    reference.startsWith(keyPrefix) ? reference.slice(keyPrefix.length) : reference,
  );
}

function checkedKeyId(keyId: string): string {
  if (!isKeyId(keyId)) throw new HttpError(errors.keyNotFound);
  return keyId;
}

/** Longer user agents are cut: nobody needs more, and an item has its limits. */
const greatestUserAgent = 256;

/** Returns a request's origin for the audit trail. */
export function originOf(event: APIGatewayProxyEvent): RequestOrigin {
  return { ...anonymousOriginOf(event), actor: actorOf(callerOf(event)) };
}

/**
 * Returns the origin of a request that needs no credential. `withViewerAddress` has put the viewer's
 * address in.
 */
export function anonymousOriginOf({ requestContext }: APIGatewayProxyEvent): RequestOrigin {
  const { identity, requestId } = requestContext;
  return {
    actor: undefined,
    sourceIp: identity.sourceIp,
    userAgent: identity.userAgent?.slice(0, greatestUserAgent) || undefined,
    requestId,
  };
}
