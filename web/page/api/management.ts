import type { Quotas } from "../../../core/key/quotas.ts";
import { type Account, parseAccount } from "./account.ts";
import { hasCode } from "./api-error.ts";
import { type Caller, parseCaller } from "./caller.ts";
import type { ApiResponse, Call } from "./client.ts";
import { type AuditEvent, parseEvent } from "./event.ts";
import { Fields } from "./fields.ts";
import { type Environment, type Key, parseKey } from "./key.ts";
import { greatestPage, type Page, parsePage } from "./page.ts";
import { type KeyRefusals, parseKeyRefusals } from "./refusals.ts";

/** What a key may not do. Null restricts nothing. */
export interface Restrictions {
  readonly scopes: readonly string[] | null;
  readonly allowed_ips: readonly string[] | null;
  readonly quotas: Quotas | null;
}

export interface NewKey extends Partial<Restrictions> {
  readonly name: string;
  readonly environment: Environment;
  /** RFC 3339, or null for never. */
  readonly expires_at: string | null;
  /** Default: the plan's limit. */
  readonly rate_limit_per_minute?: number;
  readonly note?: string;
}

export interface KeyChange extends Partial<Restrictions> {
  readonly name?: string;
  readonly is_active?: boolean;
  readonly environment?: Environment;
  /** Null removes it. */
  readonly note?: string | null;
  readonly expires_at?: string | null;
  readonly rate_limit_per_minute?: number;
  /** Null ends the secret before the last rotation. */
  readonly previous_secret?: null;
}

/** A key, with its secret if this is the response that shows it. */
export interface IssuedKey {
  readonly key: Key;
  /** Undefined if an earlier attempt had already created it. */
  readonly secret: string | undefined;
}

/** The calls of the management API that the page makes, for the signed-in user's account. */
export interface Management {
  /** Called once, before any call about the account. */
  me(): Promise<Caller>;
  /** @returns undefined if the account does not exist yet; its first key creates it */
  account(): Promise<Account | undefined>;
  keys(limit: number, cursor?: string): Promise<Page<Key>>;
  key(id: string): Promise<Key>;
  /** Of one key, or of all. */
  refusals(id?: string): Promise<KeyRefusals[]>;
  /** @param limit up to 100 */
  events(cursor?: string, limit?: number): Promise<Page<AuditEvent>>;
  create(params: NewKey, idempotencyKey: string): Promise<IssuedKey>;
  change(id: string, change: KeyChange): Promise<Key>;
  rotate(id: string, graceSeconds: number, idempotencyKey: string): Promise<IssuedKey>;
  revoke(id: string): Promise<Key>;
}

const eventsPerPage = 25;

/** The account as far as it is known before the API has told it. */
export interface Known {
  /** Who calls and for which account, if the API need not be asked. */
  readonly caller?: Caller;
  /** The account that the caller's probably is. */
  readonly likelyAccountId?: string | undefined;
}

export function createManagement(call: Call, known: Known = {}): Management {
  let caller = known.caller && Promise.resolve(known.caller);
  const me = () => {
    caller ??= call({ method: "GET", path: "/me" })
      .then(({ body }) => parseCaller(body))
      .catch((error: unknown) => {
        caller = undefined;
        throw error;
      });
    return caller;
  };
  const account = async () => pathOf((await me()).accountId);
  const keys = async () => `${await account()}/keys`;
  const keyPath = async (id: string) => `${await keys()}/${encodeURIComponent(id)}`;
  const get = (path: string, query: Record<string, string | undefined> = {}) =>
    call({ method: "GET", path: `${path}${queryString(query)}` });

  /** Reads from the likely account while the API is asked whose it is, and again if it is another. */
  async function early<T>(read: (account: string) => Promise<T>): Promise<T> {
    const { likelyAccountId: likely } = known;
    const asked = me();
    if (likely === undefined) return read(pathOf((await asked).accountId));
    const guess = read(pathOf(likely));
    guess.catch(() => {});
    const { accountId } = await asked;
    return accountId === likely ? guess : read(pathOf(accountId));
  }

  return {
    me,

    account: () =>
      early((path) => unlessMissing(async () => parseAccount((await get(path)).body), undefined)),

    keys(limit, cursor) {
      const query = { limit: String(limit), include: "usage", cursor };
      return early((path) =>
        unlessMissing(async () => parsePage((await get(`${path}/keys`, query)).body, parseKey), {
          entries: [],
          cursor: undefined,
        }),
      );
    },

    async key(id) {
      return parseKey((await get(await keyPath(id), { include: "usage" })).body);
    },

    async refusals(id) {
      const include = "refusals";
      if (id !== undefined) {
        return [parseKeyRefusals((await get(await keyPath(id), { include })).body)];
      }
      const limit = String(greatestPage);
      const path = await keys();
      return unlessMissing(async () => {
        const all: KeyRefusals[] = [];
        let cursor: string | undefined;
        do {
          const { body } = await get(path, { limit, include, cursor });
          const page = parsePage(body, parseKeyRefusals);
          all.push(...page.entries);
          cursor = page.cursor;
        } while (cursor !== undefined);
        return all;
      }, []);
    },

    async events(cursor, limit = eventsPerPage) {
      const path = `${await account()}/events`;
      const query = { limit: String(limit), cursor };
      return unlessMissing(async () => parsePage((await get(path, query)).body, parseEvent), {
        entries: [],
        cursor: undefined,
      });
    },

    async create(params, idempotencyKey) {
      const path = await keys();
      return parseIssued(await call({ method: "POST", path, body: params, idempotencyKey }));
    },

    async change(id, change) {
      const path = await keyPath(id);
      return parseKey((await call({ method: "PATCH", path, body: change })).body);
    },

    async rotate(id, graceSeconds, idempotencyKey) {
      const path = `${await keyPath(id)}/rotate`;
      const body = { grace_period_seconds: graceSeconds };
      return parseIssued(await call({ method: "POST", path, body, idempotencyKey }));
    },

    async revoke(id) {
      return parseKey((await call({ method: "DELETE", path: await keyPath(id) })).body);
    },
  };
}

function pathOf(accountId: string): string {
  return `/accounts/${encodeURIComponent(accountId)}`;
}

function parseIssued({ status, body }: ApiResponse): IssuedKey {
  const secret = status === 201 ? new Fields(body).text("key") : undefined;
  return { key: parseKey(body), secret };
}

export async function unlessMissing<T, U>(load: () => Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await load();
  } catch (error) {
    if (hasCode(error, "account_not_found")) return otherwise;
    throw error;
  }
}

export function queryString(query: Record<string, string | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) given.set(name, value);
  return given.size === 0 ? "" : `?${given}`;
}
