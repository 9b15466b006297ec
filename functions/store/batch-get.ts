import { setTimeout as pause } from "node:timers/promises";
import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { PlainItem } from "../domain/key-record.ts";
import { BusyError } from "./attempts.ts";
import type { ItemKey } from "./item-keys.ts";

/** DynamoDB takes 100 keys in one BatchGetItem. */
const greatestBatch = 100;
const maximumRounds = 8;
const firstBackoffMs = 10;
const greatestBackoffMs = 200;

/**
 * Reads items, strongly consistent, in no particular order; those that do not exist are left out.
 * What DynamoDB leaves unprocessed for want of capacity is asked for again.
 *
 * @throws BusyError where some stay unprocessed
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly ItemKey[],
): Promise<PlainItem[]> {
  const items: PlainItem[] = [];
  for (let from = 0; from < keys.length; from += greatestBatch) {
    let left: Record<string, unknown>[] = keys
      .slice(from, from + greatestBatch)
      .map((key) => ({ ...key }));
    for (let round = 1; left.length > 0; round++) {
      if (round > maximumRounds) throw new BusyError("the table has no capacity to read");
      if (round > 1) await pause(backoffMs(round) * Math.random());
      const request = { [tableName]: { Keys: left, ConsistentRead: true } };
      const answer = await client.send(new BatchGetCommand({ RequestItems: request }));
      items.push(...(answer.Responses?.[tableName] ?? []));
      left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return items;
}

function backoffMs(round: number): number {
  return Math.min(firstBackoffMs * 2 ** round, greatestBackoffMs);
}
