import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { accountIdOf, keyIdOf } from "./caller.ts";
import { includeParameter } from "./fields.ts";
import type { KeyPorts } from "./ports.ts";
import { keyObjectIncluding } from "./usage-object.ts";

export const keyQuery = z.strictObject({ include: includeParameter });

export async function getKey(
  event: APIGatewayProxyEvent,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  const accountId = accountIdOf(event);
  const { include } = validate(keyQuery, { ...event.queryStringParameters }, "query");
  const record = await existingKey(ports, accountId, keyIdOf(event));
  const now = Math.floor(ports.nowEpochMs() / 1000);
  return jsonResponse(200, keyObjectIncluding(include, record, now));
}

/** @throws HttpError 404 where the account has no such key */
export async function existingKey(
  { keys }: Pick<KeyPorts, "keys">,
  accountId: string,
  keyId: string,
): Promise<KeyRecord> {
  const record = await keys.get(accountId, keyId);
  if (!record) throw new HttpError(errors.keyNotFound);
  return record;
}
