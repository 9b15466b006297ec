import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse } from "../http/response.ts";
import { keyObject } from "./key-object.ts";
import type { ManagementPorts } from "./ports.ts";
import { accountIdOf, keyIdOf } from "./request.ts";

export async function getKey(
  event: APIGatewayProxyEvent,
  { keys }: ManagementPorts,
): Promise<APIGatewayProxyResult> {
  const record = await keys.get(accountIdOf(event), keyIdOf(event));
  if (!record) throw new HttpError(errors.keyNotFound);
  return jsonResponse(200, keyObject(record));
}
