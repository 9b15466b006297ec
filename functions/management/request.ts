import type { APIGatewayProxyEvent } from "aws-lambda";
import { type AccountRecord, isAccountId } from "../domain/account-record.ts";
import { isKeyId } from "../domain/api-key.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import type { Accounts } from "../store/accounts.ts";

/** The account that the path names. @throws HttpError 404 where no account can have that id */
export function accountIdOf(event: APIGatewayProxyEvent): string {
  const accountId = event.pathParameters?.account_id ?? "";
  if (!isAccountId(accountId)) throw new HttpError(errors.accountNotFound);
  return accountId;
}

/** The key that the path names. @throws HttpError 404 where no key can have that id */
export function keyIdOf(event: APIGatewayProxyEvent): string {
  const keyId = event.pathParameters?.id ?? "";
  if (!isKeyId(keyId)) throw new HttpError(errors.keyNotFound);
  return keyId;
}

/** @throws HttpError 404 where there is no such account */
export async function existingAccount(
  accounts: Pick<Accounts, "get">,
  accountId: string,
): Promise<AccountRecord> {
  const account = await accounts.get(accountId);
  if (!account) throw new HttpError(errors.accountNotFound);
  return account;
}
