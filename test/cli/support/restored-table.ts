import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";

const credentials = { accessKeyId: "local", secretAccessKey: "local" };

/**
 * Copies a table as a restore to a point in time leaves it: its items and indexes, but no TTL, stream,
 * tags or protection.
 */
export async function snapshot(endpoint: string, from: string, to: string): Promise<void> {
  const plain = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  const client = DynamoDBDocumentClient.from(plain);
  await plain.send(
    new CreateTableCommand({
      TableName: to,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
    }),
  );
  for await (const { Items = [] } of paginateScan({ client }, { TableName: from })) {
    for (let start = 0; start < Items.length; start += 25) {
      const puts = Items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [to]: puts } }));
    }
  }
  plain.destroy();
}
