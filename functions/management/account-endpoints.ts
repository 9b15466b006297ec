import { accountIdRule, isAccountId } from "../../core/account/account-rules.ts";
import { findAccount } from "../../core/management/find.ts";
import { listAccounts, listAllEvents, listEvents } from "../../core/management/lists.ts";
import type { AccountPorts } from "../../core/management/ports.ts";
import { putAccount } from "../../core/management/put-account.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody, validate, validateQuery } from "../http/input.ts";
import { jsonResponse } from "../http/response.ts";
import { accountObject } from "./account-object.ts";
import { callerOf, pathParameter } from "./caller.ts";
import { callerObject } from "./caller-object.ts";
import { answer, type Endpoint, listResponse } from "./endpoint.ts";
import { eventObject } from "./event-object.ts";
import { accountBody, accountQuery, accountsQuery, eventsQuery } from "./inputs.ts";
import { refusalsObject } from "./refusals-object.ts";
import { requestOf } from "./request.ts";
import type { AccountRoute } from "./routes.ts";

export const accountEndpoints: Readonly<Record<AccountRoute, Endpoint<AccountPorts>>> = {
  /** Returns the credential's owner, so that a client need not read the token. */
  "GET /manage/v1/me": async (event) => jsonResponse(200, callerObject(callerOf(event))),

  "GET /manage/v1/accounts": async (event, ports) => {
    const query = validateQuery(accountsQuery, event);
    const { limit, cursor, email: contactEmail, id_prefix: idPrefix } = query;
    const input = { limit, cursor, contactEmail, idPrefix };
    return listResponse(await listAccounts({ input }, ports), accountObject);
  },

  "GET /manage/v1/events": async (event, ports) => {
    const { limit, cursor } = validateQuery(eventsQuery, event);
    return listResponse(await listAllEvents({ input: { limit, cursor } }, ports), eventObject);
  },

  "PUT /manage/v1/accounts/{account_id}": async (event, ports) => {
    const accountId = pathParameter(event, "account_id");
    if (!isAccountId(accountId)) throw HttpError.invalidFields({ account_id: accountIdRule });
    const body = validate(accountBody, jsonBody(event), "body");
    const {
      plan,
      name,
      contact_email: contactEmail,
      max_active_keys: maxActiveKeys,
      metadata,
      is_suspended: isSuspended,
    } = body;
    const input = { plan, name, contactEmail, maxActiveKeys, metadata, isSuspended };
    const outcome = await putAccount({ ...requestOf(event, ports), input }, ports);
    return answer(outcome, ({ account, isNew }) =>
      jsonResponse(isNew ? 201 : 200, accountObject(account)),
    );
  },

  "GET /manage/v1/accounts/{account_id}": async (event, ports) => {
    const { include } = validateQuery(accountQuery, event);
    const request = requestOf(event, ports);
    const outcome = await findAccount(request, ports);
    const refusals = include ? await refusalsOf(request, ports) : {};
    return answer(outcome, ({ account }) =>
      jsonResponse(200, { ...accountObject(account), ...refusals }),
    );
  },

  "GET /manage/v1/accounts/{account_id}/events": async (event, ports) => {
    const request = requestOf(event, ports);
    const { limit, cursor } = validateQuery(eventsQuery, event);
    return listResponse(
      await listEvents({ ...request, input: { limit, cursor } }, ports),
      eventObject,
    );
  },
};

async function refusalsOf(
  { accountId, nowEpochMs }: { readonly accountId: string; readonly nowEpochMs: number },
  { listRefusals }: AccountPorts,
) {
  const nowEpochSeconds = Math.floor(nowEpochMs / 1000);
  return { refusals: refusalsObject(await listRefusals({ accountId, nowEpochSeconds })) };
}
