import type { APIGatewayProxyEvent } from "aws-lambda";
import { errors } from "../../core/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/input.ts";
import { callerOf } from "./caller.ts";
import type { RouteAccess } from "./routes.ts";

/**
 * Lets a caller pass whose role may call the route; nothing has been looked up by then. That users
 * ask for their own account alone is for `accountIdOf` to check.
 *
 * @throws HttpError 403
 */
export function checkAccess(event: APIGatewayProxyEvent, { user, support }: RouteAccess): void {
  const caller = callerOf(event);
  if (caller.type === "user") {
    if (!user) throw new HttpError(errors.operatorRequired);
    return;
  }
  if (caller.roles.includes("admin")) return;
  const mayCall = caller.roles.includes("support") && support !== false;
  if (!mayCall || (support !== true && !hasOnly(support, jsonBody(event)))) {
    throw new HttpError(errors.roleRequired);
  }
}

/** What is no object is for the schema to refuse. */
function hasOnly(fields: readonly string[], body: unknown): boolean {
  if (typeof body !== "object" || body === null) return true;
  return Object.keys(body).every((field) => fields.includes(field));
}
