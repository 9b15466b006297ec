/** A primary key of the one table. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The leading characters of every key item's partition: what the authorizer's role may touch. */
export const keyPartitionPrefix = "KEY#";
export const pointerPrefix = "KEY#";

/** The whole record of one API key. */
export function keyItemKey(keyId: string): ItemKey {
  return { pk: `${keyPartitionPrefix}${keyId}`, sk: "KEY" };
}

export function accountItemKey(accountId: string): ItemKey {
  return { pk: accountPartition(accountId), sk: "ACCOUNT" };
}

/** Lists a key under its account; sorts by creation, then by id. */
export function keyPointerKey(accountId: string, createdAt: number, keyId: string): ItemKey {
  return {
    pk: accountPartition(accountId),
    sk: `${pointerPrefix}${createdAt.toString().padStart(10, "0")}#${keyId}`,
  };
}

export function keyIdOfPointer(sk: string): string {
  return sk.slice(sk.lastIndexOf("#") + 1);
}

export function accountPartition(accountId: string): string {
  return `ACCOUNT#${accountId}`;
}
