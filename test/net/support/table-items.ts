import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Json } from "../history/calls.ts";

/** Reads what is stored, past the product. */
export class TableReader {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(endpoint: string, tableName: string) {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    this.#client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint, region: "us-east-1", credentials }),
    );
    this.#tableName = tableName;
  }

  /** Everything that belongs to an account: its partition, its keys and its place among all. */
  async itemsOf(accountId: string): Promise<Json[]> {
    const partition = await this.#partition(`ACCOUNT#${accountId}`);
    const keyIds = partition.flatMap(({ sk }) => /^KEY#\d+#(.+)$/.exec(String(sk))?.[1] ?? []);
    const places = [
      { pk: "ACCOUNTS", sk: `ACCOUNT#${accountId}` },
      ...keyIds.map((id) => ({ pk: `KEY#${id}`, sk: "KEY" })),
    ];
    return [...partition, ...(await this.#get(places))];
  }

  close(): void {
    this.#client.destroy();
  }

  async #partition(pk: string): Promise<Json[]> {
    const items: Json[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": pk },
          ConsistentRead: true,
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      items.push(...Items);
      start = LastEvaluatedKey;
    } while (start);
    return items;
  }

  async #get(keys: readonly { pk: string; sk: string }[]): Promise<Json[]> {
    const items: Json[] = [];
    for (let from = 0; from < keys.length; from += 100) {
      const request = { Keys: keys.slice(from, from + 100), ConsistentRead: true };
      const { Responses } = await this.#client.send(
        new BatchGetCommand({ RequestItems: { [this.#tableName]: request } }),
      );
      items.push(...(Responses?.[this.#tableName] ?? []));
    }
    return items;
  }
}
