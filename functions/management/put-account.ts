import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import {
  type AccountRecord,
  accountIdRule,
  isAccountId,
  newAccount,
} from "../../core/account/account-record.ts";
import { config } from "../../core/config/process-config.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { accountObject } from "./account-object.ts";
import { accountEvent, auditOf } from "./audit.ts";
import { pathParameter, requireOperator } from "./caller.ts";
import { maxActiveKeysField, nameField, planField } from "./fields.ts";
import type { AccountPorts } from "./ports.ts";

export const accountBody = z.strictObject(
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
  ports: AccountPorts,
): Promise<APIGatewayProxyResult> {
  requireOperator(event);
  const accountId = pathParameter(event, "account_id");
  if (!isAccountId(accountId)) throw HttpError.badRequest(`account_id: ${accountIdRule}`);
  const body = validate(accountBody, jsonBody(event), "body");
  const audit = auditOf(event, ports);

  const { account, isNew } = await ports.accounts.put(accountId, (before, atEpochMs) => {
    const after = changed(before, accountId, body, atEpochMs);
    const told = accountEvent(audit, before, after, atEpochMs);
    return { after: told || !before ? after : before, event: told };
  });
  return jsonResponse(isNew ? 201 : 200, accountObject(account));
}

function changed(
  before: AccountRecord | undefined,
  accountId: string,
  body: z.infer<typeof accountBody>,
  atEpochMs: number,
): AccountRecord {
  const base = before
    ? {
        ...before,
        plan: body.plan,
        version: before.version + 1,
        updatedAt: Math.floor(atEpochMs / 1000),
        lastEventAtEpochMs: atEpochMs,
      }
    : newAccount(accountId, body.plan, atEpochMs, config.plans.rulesOf(body.plan).keyCap);
  return {
    ...base,
    name: body.name ?? base.name,
    maxActiveKeys: body.max_active_keys ?? base.maxActiveKeys,
  };
}
