import type { APIGatewayProxyEvent } from "aws-lambda";
import { errors } from "../../core/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/input.ts";
import { callerOf } from "./caller.ts";
import { mayOperatorCall, type RouteAccess } from "./routes.ts";

/**
 * Lets a caller pass whose role may call the route; nothing has been looked up by then. That users
 * ask for their own account alone is for `accountIdOf` to check.
 *
 * @throws HttpError 403
 */
export function checkAccess(event: APIGatewayProxyEvent, access: RouteAccess): void {
  const caller = callerOf(event);
  if (caller.type === "user") {
    if (!access.user) throw new HttpError(errors.operatorRequired);
    return;
  }
  const { roles } = caller;
  if (mayOperatorCall(access, roles)) {
    const isWhole = typeof access.support === "boolean" || roles.includes("admin");
    if (isWhole || mayOperatorCall(access, roles, fieldsOf(jsonBody(event)))) return;
  }
  throw new HttpError(errors.roleRequired);
}

function fieldsOf(body: unknown): string[] | undefined {
  return typeof body === "object" && body !== null ? Object.keys(body) : undefined;
}
