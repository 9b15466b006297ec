import { accountsQuery, eventsQuery } from "../../../functions/management/inputs.ts";
import type { AccountRoute } from "../../../functions/management/routes.ts";
import { exampleList } from "../examples.ts";
import { noStore } from "../headers.ts";
import { parameter, queryParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";
import { accountNotFound, bodyRefusals, managementRefusals, refusedField } from "../refusals.ts";
import { answered } from "../responses.ts";
import type { ManagementOperations } from "../types.ts";

/** The operations of the function for accounts. */
export function accountOperations({
  config,
  examples,
  requests,
}: Parts): ManagementOperations<AccountRoute> {
  return {
    "GET /manage/v1/me": {
      operationId: "getMe",
      tags: ["Accounts"],
      summary: "Read who the credential is",
      description:
        "A user's client learns here which account is theirs, instead of reading a token. That account need not be there yet: it starts with its first key. An operator's client learns the roles, and may leave out what they do not allow.",
      responses: {
        ...answered(
          200,
          "The caller.",
          "Caller",
          { operator: examples.operator, support: examples.support, user: examples.user },
          noStore,
        ),
        ...managementRefusals,
      },
    },
    "GET /manage/v1/accounts": {
      operationId: "listAccounts",
      tags: ["Accounts"],
      summary: "List or find accounts",
      description:
        "By id. All of them, or those with a contact address, or whose id begins with a text.",
      parameters: queryParameters(accountsQuery),
      responses: {
        ...answered(
          200,
          "A page of accounts.",
          "AccountList",
          { "last-page": exampleList(examples.account) },
          noStore,
        ),
        ...refusedField("email", "must be an e-mail address"),
        ...managementRefusals,
      },
    },
    "GET /manage/v1/events": {
      operationId: "listAllEvents",
      tags: ["Audit"],
      summary: "List what was done to all accounts and their keys",
      description:
        "The events of the last 30 days, newest first. They are listed a second or two after their changes; an account's own list has them at once, and for longer.",
      parameters: queryParameters(eventsQuery),
      responses: {
        ...answered(
          200,
          "A page of events.",
          "EventList",
          { "last-page": exampleList(examples.event) },
          noStore,
        ),
        ...refusedField("limit", "must be an integer from 1 to 100"),
        ...managementRefusals,
      },
    },
    "PUT /manage/v1/accounts/{account_id}": {
      operationId: "putAccount",
      tags: ["Accounts"],
      summary: "Create or change an account",
      description:
        "What is left out stays as it is; a new account needs a plan. A new plan takes effect on all keys of the account at once: this is the call for a billing system's webhook. So does a suspension, which refuses them all; once it is lifted, they are as they were. An operator with the role `support` may send `is_suspended` alone.",
      requestBody: requests.account,
      responses: {
        ...answered(200, "Changed.", "Account", { account: examples.account }, noStore),
        ...answered(
          201,
          "Created.",
          "Account",
          { account: { ...examples.account, api_keys: { active: 0 } } },
          noStore,
        ),
        ...refusedField("plan", `must be one of ${config.plans.names.join(", ")}`),
        ...bodyRefusals,
        ...managementRefusals,
      },
    },
    "GET /manage/v1/accounts/{account_id}": {
      operationId: "getAccount",
      tags: ["Accounts"],
      summary: "Read an account",
      description: "Its plan, its cap and how many keys it has.",
      parameters: [parameter("account_include")],
      responses: {
        ...answered(
          200,
          "The account.",
          "Account",
          { account: examples.account, "with-refusals": examples.refusedAccount },
          noStore,
        ),
        ...refusedField("include", "must be refusals"),
        ...accountNotFound,
        ...managementRefusals,
      },
    },
    "GET /manage/v1/accounts/{account_id}/events": {
      operationId: "listEvents",
      tags: ["Audit"],
      summary: "List what was done to an account and its keys",
      description:
        "Newest first. Each change and its event are written together or not at all, and events are never changed.",
      parameters: queryParameters(eventsQuery),
      responses: {
        ...answered(
          200,
          "A page of events.",
          "EventList",
          { "last-page": exampleList(examples.event) },
          noStore,
        ),
        ...refusedField("limit", "must be an integer from 1 to 100"),
        ...accountNotFound,
        ...managementRefusals,
      },
    },
  };
}
