import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { AccountRecord } from "../../core/account/account-record.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse } from "../http/response.ts";
import { accountObject } from "./account-object.ts";
import { accountIdOf } from "./caller.ts";
import type { CommonPorts } from "./ports.ts";

export async function getAccount(
  event: APIGatewayProxyEvent,
  ports: CommonPorts,
): Promise<APIGatewayProxyResult> {
  return jsonResponse(200, accountObject(await existingAccount(ports, accountIdOf(event))));
}

/** @throws HttpError 404 where there is no such account */
export async function existingAccount(
  { accounts }: CommonPorts,
  accountId: string,
): Promise<AccountRecord> {
  const account = await accounts.get(accountId);
  if (!account) throw new HttpError(errors.accountNotFound);
  return account;
}
