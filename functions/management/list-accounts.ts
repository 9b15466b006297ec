import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { validate } from "../http/validate.ts";
import { accountObject } from "./account-object.ts";
import { requireOperator } from "./caller.ts";
import { cursorParameter, limitParameter } from "./fields.ts";
import { listAnswer, placeOf } from "./list-answer.ts";
import type { AccountPorts } from "./ports.ts";

export const accountsQuery = z.strictObject({ limit: limitParameter, cursor: cursorParameter });

/** All accounts, by id. */
export async function listAccounts(
  event: APIGatewayProxyEvent,
  ports: AccountPorts,
): Promise<APIGatewayProxyResult> {
  requireOperator(event);
  const query = validate(accountsQuery, { ...event.queryStringParameters }, "query");
  const list = "accounts";
  const after = await placeOf(query.cursor, list, ports.keyring);
  const page = await ports.accounts.list({ limit: query.limit, after });
  return listAnswer(page, accountObject, list, ports.keyring);
}
