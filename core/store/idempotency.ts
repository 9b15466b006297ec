import * as z from "zod";
import { CorruptItemError } from "../key/key-record.ts";
import { idempotencyItemKey } from "./item-keys.ts";
import type { TableClient } from "./table-client.ts";
import type { Actions } from "./transaction.ts";

const secondsKept = 24 * 60 * 60;

/** A request that its sender may repeat. */
export interface IdempotentRequest {
  /** The client's own name for it, unique within an account. */
  readonly key: string;
  /** A hash of what is asked for: the same key may not be used for anything else. */
  readonly fingerprint: string;
}

const idempotencyItem = z.object({
  fingerprint: z.string(),
  key_id: z.string(),
  ttl: z.int(),
});

/** An earlier request with the same idempotency key, and the key that it made. */
export interface EarlierRequest {
  readonly fingerprint: string;
  readonly keyId: string;
}

/** @returns undefined where there was none in the last 24 hours */
export async function readEarlierRequest(
  client: TableClient,
  tableName: string,
  accountId: string,
  idempotencyKey: string,
  nowEpochSeconds: number,
): Promise<EarlierRequest | undefined> {
  const Key = idempotencyItemKey(accountId, idempotencyKey);
  const { Item } = await client.get({ TableName: tableName, Key, ConsistentRead: true });
  if (!Item) return undefined;
  const parsed = idempotencyItem.safeParse(Item);
  if (!parsed.success) throw new CorruptItemError("idempotency item: malformed");
  const { fingerprint, key_id: keyId, ttl } = parsed.data;
  // DynamoDB removes what has run out up to days later.
  return ttl > nowEpochSeconds ? { fingerprint, keyId } : undefined;
}

/** Remembers a request in the very transaction that does what it asks for. */
export function rememberRequestAction(
  tableName: string,
  accountId: string,
  request: IdempotentRequest,
  keyId: string,
  nowEpochSeconds: number,
): Actions[number] {
  return {
    Put: {
      TableName: tableName,
      Item: {
        ...idempotencyItemKey(accountId, request.key),
        fingerprint: request.fingerprint,
        key_id: keyId,
        ttl: nowEpochSeconds + secondsKept,
      },
      ConditionExpression: "attribute_not_exists(pk) OR #ttl <= :now",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":now": nowEpochSeconds },
    },
  };
}
