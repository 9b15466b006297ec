/** A primary key of the one table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const pointerPrefix = "KEY#";
const revokedPrefix = "REVOKED#";
export const eventItemPrefix = "EVENT#";
const accountPrefix = "ACCOUNT#";
const contactPrefix = "CONTACT#";

/** What a request is judged by. The authorizer's role may touch `KEY#*` partitions alone. */
export function keyItemKey(keyId: string): ItemKey {
  return { pk: `KEY#${keyId}`, sk: "KEY" };
}

/** The id of the key that such an item is of. */
export function keyIdOfItem(pk: string): string {
  return pk.slice(pointerPrefix.length);
}

/** How far the notices have come that keys expire so many days ahead. */
export function scheduleKey(days: number): ItemKey {
  return { pk: "SCHEDULE", sk: `EXPIRING#${days}` };
}

/** The rules of a key, beside the item that every admission writes. */
export function policyItemKey(keyId: string): ItemKey {
  return { pk: keyItemKey(keyId).pk, sk: "POLICY" };
}

/**
 * Tells the authorizer, if it is there, that some keys have rules. It lies where no key can: no public id
 * is a hyphen.
 */
export const rulesNoticeKey: ItemKey = { pk: "KEY#-", sk: "RULES" };

export function accountItemKey(accountId: string): ItemKey {
  return { pk: accountPartition(accountId), sk: "ACCOUNT" };
}

/** Lists an account among all; sorts by id. */
export function accountPointerKey(accountId: string): ItemKey {
  return { pk: accountList.pk, sk: `${accountPrefix}${accountId}` };
}

/** Lists an account under its contact address, in lower case; sorts by id. */
export function contactPointerKey(contactEmail: string, accountId: string): ItemKey {
  return { pk: contactPartition(contactEmail), sk: `${accountPrefix}${accountId}` };
}

/** Lists a key under its account; sorts by creation, of which no two of an account have the same time. */
export function keyPointerKey(accountId: string, createdAtEpochMs: number, keyId: string): ItemKey {
  const created = createdAtEpochMs.toString().padStart(13, "0");
  return { pk: accountPartition(accountId), sk: `${pointerPrefix}${created}#${keyId}` };
}

/** Lists a revoked key under its account; sorts by revocation, then by id. */
export function revokedKeyKey(accountId: string, revokedAt: number, keyId: string): ItemKey {
  const revoked = revokedAt.toString().padStart(10, "0");
  return { pk: accountPartition(accountId), sk: `${revokedPrefix}${revoked}#${keyId}` };
}

/** Lists an event under its account; sorts by time, since its id is a ULID. */
export function eventItemKey(accountId: string, eventId: string): ItemKey {
  return { pk: accountPartition(accountId), sk: `${eventItemPrefix}${eventId}` };
}

/** Lists a copy of an event among those of all accounts of a UTC day; sorts by time. */
export function listedEventKey(date: string, eventId: string): ItemKey {
  const { pk, prefix } = listOfDay(date);
  return { pk, sk: `${prefix}${eventId}` };
}

export function idempotencyItemKey(accountId: string, idempotencyKey: string): ItemKey {
  return { pk: accountPartition(accountId), sk: `IDEMPOTENCY#${idempotencyKey}` };
}

/**
 * Counts the refusals of a key on one UTC day. It lies apart from the account, so that what counts them
 * may write nothing else, and apart from the key, which the authorizer reads as a whole.
 */
export function refusalItemKey(accountId: string, keyId: string, date: string): ItemKey {
  return { pk: refusalPartition(accountId), sk: `${pointerPrefix}${keyId}#${date}` };
}

/** A list within a partition: the items whose sort keys begin alike. */
export interface ItemList {
  readonly pk: string;
  readonly prefix: string;
  /** Whether it has items that count no more and wait for TTL to remove them. */
  readonly hasExpired?: boolean;
}

const accountList = { pk: "ACCOUNTS" } as const;

/** @param idPrefix only accounts whose id begins like this */
export function listOfAccounts(idPrefix = ""): ItemList {
  return { pk: accountList.pk, prefix: `${accountPrefix}${idPrefix}` };
}

export function listOfContact(contactEmail: string, idPrefix = ""): ItemList {
  return {
    pk: contactPartition(contactEmail),
    prefix: `${accountPrefix}${idPrefix}`,
    hasExpired: true,
  };
}

export function listOfKeys(accountId: string): ItemList {
  return { pk: accountPartition(accountId), prefix: pointerPrefix };
}

export function listOfRevokedKeys(accountId: string): ItemList {
  return { pk: accountPartition(accountId), prefix: revokedPrefix };
}

export function listOfEvents(accountId: string): ItemList {
  return { pk: accountPartition(accountId), prefix: eventItemPrefix };
}

/** The events of all accounts of a UTC day. Its prefix must not be the one of the stream's filter. */
export function listOfDay(date: string): ItemList {
  return { pk: `EVENTS#${date}`, prefix: "LISTED#" };
}

/** Of one key, or of all. */
export function listOfRefusals(accountId: string, keyId: string | undefined): ItemList {
  const ofKey = keyId === undefined ? "" : `${keyId}#`;
  return { pk: refusalPartition(accountId), prefix: `${pointerPrefix}${ofKey}` };
}

export function refusalPlaceOf(sk: string): { readonly keyId: string; readonly date: string } {
  const [, keyId = "", date = ""] = sk.split("#");
  return { keyId, date };
}

/** The key that an item lists, by its creation or by its revocation. */
export function keyIdOfPointer(sk: string): string {
  return sk.slice(sk.lastIndexOf("#") + 1);
}

export function accountIdOfPointer(sk: string): string {
  return sk.slice(accountPrefix.length);
}

function contactPartition(contactEmail: string): string {
  return `${contactPrefix}${contactEmail.toLowerCase()}`;
}

function refusalPartition(accountId: string): string {
  return `REFUSALS#${accountId}`;
}

function accountPartition(accountId: string): string {
  return `${accountPrefix}${accountId}`;
}
