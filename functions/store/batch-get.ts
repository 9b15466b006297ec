import type { PlainItem } from "../domain/key-record.ts";
import type { ItemKey } from "./item-keys.ts";
import type { TableClient } from "./table-client.ts";

/** DynamoDB takes 100 keys in one BatchGetItem. */
const greatestBatch = 100;
const firstBackoffMs = 10;
const greatestBackoffMs = 200;

/**
 * Reads items, strongly consistent, in no particular order; those that do not exist are left out.
 * What DynamoDB leaves unprocessed for want of capacity is asked for again.
 *
 * @throws as the table's client does: DeadlineError where some stay unprocessed
 */
export async function batchGet(
  client: TableClient,
  tableName: string,
  keys: readonly ItemKey[],
): Promise<PlainItem[]> {
  const items: PlainItem[] = [];
  for (let from = 0; from < keys.length; from += greatestBatch) {
    let left: Record<string, unknown>[] = keys
      .slice(from, from + greatestBatch)
      .map((key) => ({ ...key }));
    for (let round = 1; left.length > 0; round++) {
      if (round > 1) await client.backOff(backoffMs(round));
      const request = { [tableName]: { Keys: left, ConsistentRead: true } };
      const answer = await client.batchGet({ RequestItems: request });
      items.push(...(answer.Responses?.[tableName] ?? []));
      left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return items;
}

function backoffMs(round: number): number {
  return Math.min(firstBackoffMs * 2 ** round, greatestBackoffMs);
}
