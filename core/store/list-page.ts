import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { PlainItem } from "../key/key-record.ts";
import type { ItemList } from "./item-keys.ts";
import type { TableClient } from "./table-client.ts";

export interface PageQuery {
  /** At most so many items; `Infinity` for all there are. */
  readonly limit: number;
  readonly order: "ascending" | "descending";
  /** Go on after this sort key, which an earlier page ended with. */
  readonly after?: string | undefined;
}

/** One page of a list, read consistently. Built apart from sending it. */
export function pageQuery(
  tableName: string,
  { pk, prefix, hasExpired }: ItemList,
  { limit, order, after }: PageQuery,
): QueryCommandInput {
  return {
    TableName: tableName,
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
    ...(hasExpired
      ? {
          FilterExpression: "attribute_not_exists(#ttl)",
          ExpressionAttributeNames: { "#ttl": "ttl" },
        }
      : {}),
    ScanIndexForward: order === "ascending",
    ConsistentRead: true,
    ...(limit === Number.POSITIVE_INFINITY ? {} : { Limit: limit }),
    ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
  };
}

/** @throws where the table is out of reach */
export async function readPage(
  client: TableClient,
  tableName: string,
  list: ItemList,
  query: PageQuery,
): Promise<PlainItem[]> {
  const items: PlainItem[] = [];
  let after = query.after;
  // A page of a query ends at 1 MB, too.
  do {
    const rest = { ...query, limit: query.limit - items.length, after };
    const page = await client.query(pageQuery(tableName, list, rest));
    items.push(...(page.Items ?? []));
    after = page.LastEvaluatedKey ? String(page.LastEvaluatedKey.sk) : undefined;
  } while (after !== undefined && items.length < query.limit);
  return items;
}

/** An entry of a list and its place there, a sort key. */
export interface Listed<T> {
  readonly place: string;
  readonly entry: T;
}

/** Part of a list, and where the rest begins. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** The sort key that the next page goes on after; undefined where nothing follows. */
  readonly next: string | undefined;
}

/** Cuts off the entry that was read only to learn that there is one more. */
export function pageOf<T>(found: readonly Listed<T>[], limit: number): Page<T> {
  const page = found.slice(0, limit);
  return {
    entries: page.map(({ entry }) => entry),
    next: found.length > page.length ? page.at(-1)?.place : undefined,
  };
}
