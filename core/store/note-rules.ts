import { rulesNoticeKey } from "./item-keys.ts";
import type { TableClient } from "./table-client.ts";
import { transact } from "./transaction.ts";

/**
 * Sees to it that containers of the authorizer learn, as they start, that some keys have rules. The
 * notice is written once, before the first key gets rules, and stays. Without it nothing would be
 * judged wrongly: a container's first sight of a key with rules would take a round trip more.
 *
 * @throws as the table's client does
 */
export async function noteRules(client: TableClient, tableName: string): Promise<void> {
  const Key = rulesNoticeKey;
  const { Item } = await client.get({ TableName: tableName, Key, ConsistentRead: true });
  // Whoever is faster writes the same.
  if (!Item) await transact(client, [{ Put: { TableName: tableName, Item: { ...Key } } }]);
}
