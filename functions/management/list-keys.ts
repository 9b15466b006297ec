import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { booleanParameter, limitParameter } from "./fields.ts";
import { keyObject } from "./key-object.ts";
import type { ManagementPorts } from "./ports.ts";
import { accountIdOf, existingAccount } from "./request.ts";

const listQuery = z.strictObject({
  limit: limitParameter,
  cursor: z.string().optional(),
  is_active: booleanParameter.optional(),
});

/** The account's keys, newest first, revoked ones included. */
export async function listKeys(
  event: APIGatewayProxyEvent,
  ports: ManagementPorts,
): Promise<APIGatewayProxyResult> {
  const accountId = accountIdOf(event);
  const query = validate(listQuery, { ...event.queryStringParameters }, "query");
  const list = `keys ${accountId} ${query.is_active ?? "all"}`;
  const after = query.cursor === undefined ? undefined : await placeOf(query.cursor, list, ports);
  await existingAccount(ports.accounts, accountId);

  const page = await ports.listKeys({
    accountId,
    limit: query.limit,
    ...(query.is_active === undefined ? {} : { isActive: query.is_active }),
    ...(after === undefined ? {} : { after }),
  });
  return jsonResponse(200, {
    object: "list",
    data: page.records.map(keyObject),
    next_cursor:
      page.next === undefined ? null : writeCursor(page.next, list, await ports.keyring()),
  });
}

async function placeOf(cursor: string, list: string, ports: ManagementPorts): Promise<string> {
  const place = readCursor(cursor, list, await ports.keyring());
  if (place === undefined) {
    throw HttpError.badRequest("cursor: must be the next_cursor of an earlier page of this list");
  }
  return place;
}
