import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { validate } from "../http/validate.ts";
import { accountIdOf } from "./caller.ts";
import { eventObject } from "./event-object.ts";
import { cursorParameter, limitParameter } from "./fields.ts";
import { existingAccount } from "./get-account.ts";
import { listAnswer, placeOf } from "./list-answer.ts";
import type { AccountPorts } from "./ports.ts";

export const eventsQuery = z.strictObject({ limit: limitParameter, cursor: cursorParameter });

/** The account's audit trail, newest first. */
export async function listEvents(
  event: APIGatewayProxyEvent,
  ports: AccountPorts,
): Promise<APIGatewayProxyResult> {
  const accountId = accountIdOf(event);
  const query = validate(eventsQuery, { ...event.queryStringParameters }, "query");
  const list = `events ${accountId}`;
  const after = await placeOf(query.cursor, list, ports.keyring);
  await existingAccount(ports, accountId);
  const page = await ports.listEvents({ accountId, limit: query.limit, after });
  return listAnswer(page, eventObject, list, ports.keyring);
}
