import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse } from "../http/response.ts";
import { keyObject } from "./key-object.ts";
import { type ManagementPorts, nowEpochSeconds } from "./ports.ts";
import { accountIdOf, keyIdOf } from "./request.ts";

/** Revokes a key for good; asked again, it answers the same. */
export async function revokeKey(
  event: APIGatewayProxyEvent,
  ports: ManagementPorts,
): Promise<APIGatewayProxyResult> {
  const keyId = keyIdOf(event);
  const record = await ports.keys.revoke(accountIdOf(event), keyId, nowEpochSeconds(ports));
  if (!record) throw new HttpError(errors.keyNotFound);
  return jsonResponse(200, keyObject(record));
}
