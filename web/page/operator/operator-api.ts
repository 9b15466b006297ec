import { accountIdPattern } from "../../../core/account/account-rules.ts";
import { type Account, parseAccount } from "../api/account.ts";
import { hasCode } from "../api/api-error.ts";
import type { Call } from "../api/client.ts";
import { type AuditEvent, parseEvent } from "../api/event.ts";
import { Fields } from "../api/fields.ts";
import { type Key, parseKey } from "../api/key.ts";
import { queryString } from "../api/management.ts";
import { type Page, parsePage } from "../api/page.ts";
import { type Explanation, parseExplanation } from "./explanation.ts";
import { type Health, parseHealth } from "./health.ts";
import { type LoggedRequest, parseLoggedRequest } from "./logged-request.ts";
import { parseRefusals, type RefusalsOfDay } from "./refusals.ts";

/** The signed-in person. */
export interface Me {
  readonly isOperator: boolean;
  readonly subject: string;
  readonly roles: readonly string[];
}

/** An account with what only operators see. */
export interface AccountDetails extends Account {
  readonly contactEmail: string | undefined;
  readonly metadata: readonly (readonly [string, string])[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly refusals: readonly RefusalsOfDay[];
}

/** A field that is left out stays as it is. */
export interface AccountChange {
  readonly plan?: string;
  readonly name?: string;
  readonly contact_email?: string | null;
  readonly max_active_keys?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly is_suspended?: boolean;
}

/** A request to explain. */
export interface Asked {
  readonly ip?: string | undefined;
  readonly scope?: string | undefined;
  readonly cost?: string | undefined;
}

/** The calls of the management API that are for operators. */
export type OperatorApi = ReturnType<typeof createOperatorApi>;

export function createOperatorApi(call: Call) {
  const get = async (path: string, query: Record<string, string | undefined> = {}) =>
    (await call({ method: "GET", path: `${path}${queryString(query)}` })).body;
  const pathOf = (accountId: string) => `/accounts/${encodeURIComponent(accountId)}`;
  const pathOfKey = (accountId: string, keyId: string) =>
    `${pathOf(accountId)}/keys/${encodeURIComponent(keyId)}`;
  const accountsBy = async (query: Record<string, string | undefined>) =>
    parsePage(await get("/accounts", query), parseAccount);

  return {
    me: async () => parseMe(await get("/me")),

    /** Accounts whose id begins with a text, and those with that contact address. */
    async accounts(text: string): Promise<Page<Account>> {
      const mayBeId = new RegExp(accountIdPattern).test(text);
      const [byAddress, byId] = await Promise.all([
        isAddress(text) ? accountsBy({ email: text }) : nothing,
        mayBeId ? accountsBy({ id_prefix: text }) : nothing,
      ]);
      const found = new Map([...byAddress.entries, ...byId.entries].map((one) => [one.id, one]));
      return { entries: [...found.values()], cursor: byAddress.cursor ?? byId.cursor };
    },

    /** @returns undefined if there is no such key */
    async key(reference: string): Promise<{ accountId: string; key: Key } | undefined> {
      try {
        const body = await get(`/keys/${encodeURIComponent(reference)}`);
        return { accountId: new Fields(body).text("account_id"), key: parseKey(body) };
      } catch (error) {
        if (hasCode(error, "key_not_found")) return undefined;
        throw error;
      }
    },

    request: async (id: string, hours: number): Promise<LoggedRequest> =>
      parseLoggedRequest(await get(`/requests/${encodeURIComponent(id)}`, { hours: `${hours}` })),

    account: async (id: string): Promise<AccountDetails> =>
      parseDetails(await get(pathOf(id), { include: "refusals" })),

    /** Of all accounts. */
    events: async (cursor?: string): Promise<Page<AuditEvent>> =>
      parsePage(await get("/events", { cursor }), parseEvent),

    change: async (id: string, body: AccountChange): Promise<void> => {
      await call({ method: "PUT", path: pathOf(id), body });
    },

    refusals: async (accountId: string, keyId: string): Promise<RefusalsOfDay[]> =>
      parseRefusals(
        new Fields(await get(pathOfKey(accountId, keyId), { include: "refusals" })).object(
          "refusals",
        ),
      ),

    explain: async (accountId: string, keyId: string, asked: Asked): Promise<Explanation> =>
      parseExplanation(await get(`${pathOfKey(accountId, keyId)}/explain`, { ...asked })),

    health: async (): Promise<Health> => parseHealth(await get("/health")),
  };
}

const nothing: Page<Account> = { entries: [], cursor: undefined };

function isAddress(text: string): boolean {
  return /^[^\s@"<>]+@[^\s@"<>]+$/.test(text);
}

function parseMe(value: unknown): Me {
  const fields = new Fields(value);
  return {
    isOperator: fields.choice("type", ["user", "operator"]) === "operator",
    subject: fields.textOrNull("subject") ?? "",
    roles: fields.textListOrNull("roles") ?? [],
  };
}

function parseDetails(value: unknown): AccountDetails {
  const fields = new Fields(value);
  return {
    ...parseAccount(value),
    contactEmail: fields.textOrNull("contact_email"),
    metadata: fields.object("metadata").texts(),
    createdAt: fields.time("created_at"),
    updatedAt: fields.time("updated_at"),
    refusals: parseRefusals(fields.object("refusals")),
  };
}
