import type { PlainItem } from "../key/key-record.ts";
import type { ItemKey } from "./item-keys.ts";
import type { TableClient } from "./table-client.ts";

/** DynamoDB takes 100 keys in one BatchGetItem. */
const greatestBatch = 100;
const firstBackoffMs = 10;
const greatestBackoffMs = 200;

/**
 * Reads items, strongly consistent, in no particular order; those that do not exist are left out.
 * What DynamoDB leaves unprocessed for want of capacity is asked for again. More than a hundred
 * items are read in several calls at once.
 *
 * @param attributes the attributes to read, if not all; none of them a reserved word
 * @throws as the table's client does: DeadlineError where some stay unprocessed
 */
export async function batchGet(
  client: Pick<TableClient, "batchGet" | "backOff">,
  tableName: string,
  keys: readonly ItemKey[],
  attributes?: readonly string[],
): Promise<PlainItem[]> {
  const projection = attributes ? { ProjectionExpression: attributes.join(", ") } : {};

  async function readBatch(batch: readonly ItemKey[]): Promise<PlainItem[]> {
    const items: PlainItem[] = [];
    let left: Record<string, unknown>[] = batch.map((key) => ({ ...key }));
    for (let round = 1; left.length > 0; round++) {
      if (round > 1) await client.backOff(backoffMs(round));
      const request = { [tableName]: { Keys: left, ConsistentRead: true, ...projection } };
      const answer = await client.batchGet({ RequestItems: request });
      items.push(...(answer.Responses?.[tableName] ?? []));
      left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
    return items;
  }

  const batches = Array.from({ length: Math.ceil(keys.length / greatestBatch) }, (_, index) =>
    keys.slice(index * greatestBatch, (index + 1) * greatestBatch),
  );
  return (await Promise.all(batches.map(readBatch))).flat();
}

function backoffMs(round: number): number {
  return Math.min(firstBackoffMs * 2 ** round, greatestBackoffMs);
}
