import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { isAccountId } from "../domain/account-record.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { accountObject } from "./account-object.ts";
import { maxActiveKeysField, nameField, planField } from "./fields.ts";
import { type ManagementPorts, nowEpochSeconds } from "./ports.ts";

const accountBody = z.strictObject(
  {
    plan: planField,
    name: nameField.optional(),
    max_active_keys: maxActiveKeysField.optional(),
  },
  "must be an object",
);

/** Creates an account (201) or changes it (200); a new plan reaches all of its keys at once. */
export async function putAccount(
  event: APIGatewayProxyEvent,
  ports: ManagementPorts,
): Promise<APIGatewayProxyResult> {
  const accountId = event.pathParameters?.account_id ?? "";
  if (!isAccountId(accountId)) {
    throw HttpError.badRequest("account_id: must be 1 to 64 of the characters A-Z a-z 0-9 _ -");
  }
  const body = validate(accountBody, jsonBody(event), "body");
  const { account, isNew } = await ports.accounts.put(
    accountId,
    {
      plan: body.plan,
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.max_active_keys === undefined ? {} : { maxActiveKeys: body.max_active_keys }),
    },
    nowEpochSeconds(ports),
  );
  return jsonResponse(isNew ? 201 : 200, accountObject(account));
}
