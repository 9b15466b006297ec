import type { AccountRecord } from "../account/account-record.ts";
import { type Denial, deny, errors, invalidFields, isDenial } from "../errors.ts";
import type { AuditEvent } from "../event/audit-event.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import type { Page } from "../store/list-page.ts";
import { readCursor, versionOfCursor, writeCursor } from "./cursor.ts";
import type { AccountPorts, CommonPorts, KeyPorts, RequestKeyring } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";

/** The input of every list. */
export interface PageInput {
  readonly limit: number;
  /** The cursor from the previous page; undefined for the first page. */
  readonly cursor: string | undefined;
}

/** Part of a list, and the cursor of the next part; null if nothing follows. */
export interface ListedPage<T> {
  readonly kind: "page";
  readonly entries: readonly T[];
  readonly nextCursor: string | null;
}

export interface AccountsInput extends PageInput {
  /** Undefined: whatever it is. */
  readonly contactEmail: string | undefined;
  readonly idPrefix: string | undefined;
}

/** Accounts, by id. */
export async function listAccounts(
  { input }: Pick<ManagementRequest<AccountsInput>, "input">,
  { accounts, keyring }: CommonPorts,
): Promise<ListedPage<AccountRecord> | Denial> {
  const { limit, contactEmail, idPrefix } = input;
  const list = `accounts ${JSON.stringify([contactEmail?.toLowerCase() ?? null, idPrefix ?? ""])}`;
  return listPage(input, list, keyring, (after) =>
    accounts.list({ limit, after, contactEmail, idPrefix }),
  );
}

/** The account's audit trail, newest first. */
export async function listEvents(
  { accountId, input }: ManagementRequest<PageInput>,
  ports: AccountPorts,
): Promise<ListedPage<AuditEvent> | Denial> {
  return listPage(input, `events ${accountId}`, ports.keyring, async (after) => {
    const account = await ports.accounts.get(accountId);
    if (!account) return deny(errors.accountNotFound);
    return ports.listEvents({ accountId, limit: input.limit, after });
  });
}

/** The events of all accounts in the last 30 days, newest first. */
export async function listAllEvents(
  { input }: Pick<ManagementRequest<PageInput>, "input">,
  { keyring, listAllEvents }: AccountPorts,
): Promise<ListedPage<AuditEvent> | Denial> {
  const { limit } = input;
  return listPage(input, "events of all accounts", keyring, (after) =>
    listAllEvents({ limit, after }),
  );
}

export interface KeysInput extends PageInput {
  /** Undefined: both. */
  readonly isActive: boolean | undefined;
}

/** The account's keys, newest first, revoked ones included. */
export async function listKeys(
  { accountId, input }: ManagementRequest<KeysInput>,
  ports: KeyPorts,
): Promise<ListedPage<ManagedKey> | Denial> {
  const { isActive, limit } = input;
  const list = `keys ${accountId} ${isActive ?? "all"}`;
  return listPage(input, list, ports.keyring, async (after) => {
    const account = await ports.accounts.get(accountId);
    if (!account) return deny(errors.accountNotFound);
    return ports.listKeys({ account, limit, isActive, after });
  });
}

/**
 * @param list names the list: its kind, account and filter
 * @param read is given the place that the cursor stands for
 */
async function listPage<T>(
  { cursor }: PageInput,
  list: string,
  keyring: RequestKeyring,
  read: (after: string | undefined) => Promise<Page<T> | Denial>,
): Promise<ListedPage<T> | Denial> {
  let after: string | undefined;
  if (cursor !== undefined) {
    // A container with an older keyring has to fetch the one that the cursor was made with.
    after = readCursor(cursor, list, await keyring(versionOfCursor(cursor)));
    const rule = "must be the next_cursor of an earlier page of this list";
    if (after === undefined) return deny(invalidFields({ cursor: rule }));
  }
  const page = await read(after);
  if (isDenial(page)) return page;
  const nextCursor = page.next === undefined ? null : writeCursor(page.next, list, await keyring());
  return { kind: "page", entries: page.entries, nextCursor };
}
