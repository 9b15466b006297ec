import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { validate } from "../http/validate.ts";
import { accountIdOf } from "./caller.ts";
import { booleanParameter, cursorParameter, includeParameter, limitParameter } from "./fields.ts";
import { existingAccount } from "./get-account.ts";
import { listAnswer, placeOf } from "./list-answer.ts";
import type { KeyPorts } from "./ports.ts";
import { keyObjectIncluding } from "./usage-object.ts";

export const keysQuery = z.strictObject({
  limit: limitParameter,
  cursor: cursorParameter,
  is_active: booleanParameter.optional(),
  include: includeParameter,
});

/** The account's keys, newest first, revoked ones included. */
export async function listKeys(
  event: APIGatewayProxyEvent,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  const accountId = accountIdOf(event);
  const query = validate(keysQuery, { ...event.queryStringParameters }, "query");
  const list = `keys ${accountId} ${query.is_active ?? "all"}`;
  const after = await placeOf(query.cursor, list, ports.keyring);
  const account = await existingAccount(ports, accountId);
  const page = await ports.listKeys({
    account,
    limit: query.limit,
    isActive: query.is_active,
    after,
  });
  const now = Math.floor(ports.nowEpochMs() / 1000);
  const present = (record: (typeof page.entries)[number]) =>
    keyObjectIncluding(query.include, record, now);
  return listAnswer(page, present, list, ports.keyring);
}
