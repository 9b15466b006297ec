import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { createKey } from "./create-key.ts";
import { getAccount } from "./get-account.ts";
import { getKey } from "./get-key.ts";
import { listKeys } from "./list-keys.ts";
import type { ManagementPorts } from "./ports.ts";
import { putAccount } from "./put-account.ts";
import { revokeKey } from "./revoke-key.ts";
import type { ManagementRoute } from "./routes.ts";

type UseCase = (
  event: APIGatewayProxyEvent,
  ports: ManagementPorts,
) => Promise<APIGatewayProxyResult>;

const useCases: Readonly<Record<ManagementRoute, UseCase>> = {
  "PUT /manage/v1/accounts/{account_id}": putAccount,
  "GET /manage/v1/accounts/{account_id}": getAccount,
  "POST /manage/v1/accounts/{account_id}/keys": createKey,
  "GET /manage/v1/accounts/{account_id}/keys": listKeys,
  "GET /manage/v1/accounts/{account_id}/keys/{id}": getKey,
  "DELETE /manage/v1/accounts/{account_id}/keys/{id}": revokeKey,
};

/** Runs the use case of the route that the gateway matched. Only an operator gets this far. */
export function createHandle(
  ports: ManagementPorts,
): (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult> {
  return async function handle(event) {
    if (event.requestContext.authorizer?.actor !== "operator") {
      throw new HttpError(errors.operatorRequired);
    }
    const route = `${event.httpMethod} ${event.resource}`;
    if (!isRoute(route)) throw new HttpError(errors.notFound);
    return useCases[route](event, ports);
  };
}

function isRoute(route: string): route is ManagementRoute {
  return Object.hasOwn(useCases, route);
}
