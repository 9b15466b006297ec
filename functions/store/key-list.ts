import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { CorruptItemError, type KeyRecord, parseKeyRecord } from "../domain/key-record.ts";
import { accountPartition, keyIdOfPointer, keyItemKey, pointerPrefix } from "./item-keys.ts";

export interface KeyQuery {
  readonly accountId: string;
  /** At most so many keys: 1 to 100. */
  readonly limit: number;
  /** Only keys whose `isActive` is this. */
  readonly isActive?: boolean;
  /** Go on after this place, which an earlier page gave. */
  readonly after?: string;
}

export interface KeyPage {
  readonly records: readonly KeyRecord[];
  /** Where the next page begins; undefined where nothing follows. */
  readonly next: string | undefined;
}

/** Reads the pointers of one page, newest first. Built apart from sending it, so that it can be read. */
export function pointerQuery(
  tableName: string,
  { accountId, after }: KeyQuery,
  limit: number,
): QueryCommandInput {
  const pk = accountPartition(accountId);
  return {
    TableName: tableName,
    KeyConditionExpression: "pk = :account AND begins_with(sk, :pointer)",
    ExpressionAttributeValues: { ":account": pk, ":pointer": pointerPrefix },
    ProjectionExpression: "sk",
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: limit,
    ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
  };
}

/**
 * Lists an account's keys, newest first, as they are now: pointers and records are both read
 * consistently, so what was just written is there.
 *
 * @throws where the table is out of reach
 */
export function createListKeys(client: DynamoDBDocumentClient, tableName: string) {
  return async function listKeys(query: KeyQuery): Promise<KeyPage> {
    const wanted = query.limit + 1;
    const found: { place: string; record: KeyRecord }[] = [];
    let after = query.after;
    let isExhausted = false;
    while (found.length < wanted && !isExhausted) {
      const pointers = await readPointers({ ...query, ...(after ? { after } : {}) }, wanted);
      const records = await readRecords(pointers.map(keyIdOfPointer));
      for (const place of pointers) {
        const record = records.get(keyIdOfPointer(place));
        if (!record) throw new CorruptItemError("a key is listed that does not exist");
        const isWanted = query.isActive === undefined || record.isActive === query.isActive;
        if (isWanted) found.push({ place, record });
      }
      isExhausted = pointers.length < wanted;
      after = pointers.at(-1);
    }
    const page = found.slice(0, query.limit);
    return {
      records: page.map(({ record }) => record),
      next: found.length > page.length ? page.at(-1)?.place : undefined,
    };
  };

  async function readPointers(query: KeyQuery, limit: number): Promise<string[]> {
    const { Items = [] } = await client.send(
      new QueryCommand(pointerQuery(tableName, query, limit)),
    );
    return Items.map((item) => String(item.sk));
  }

  async function readRecords(keyIds: readonly string[]): Promise<Map<string, KeyRecord>> {
    const records = new Map<string, KeyRecord>();
    let keys: Record<string, unknown>[] = keyIds.map((keyId) => ({ ...keyItemKey(keyId) }));
    while (keys.length > 0) {
      const batch = keys.splice(0, greatestBatch);
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({
          RequestItems: { [tableName]: { Keys: batch, ConsistentRead: true } },
        }),
      );
      for (const item of Responses?.[tableName] ?? []) {
        const record = parseKeyRecord(item);
        records.set(record.id, record);
      }
      keys = [...keys, ...(UnprocessedKeys?.[tableName]?.Keys ?? [])];
    }
    return records;
  }
}

/** DynamoDB takes 100 keys in one BatchGetItem. */
const greatestBatch = 100;
