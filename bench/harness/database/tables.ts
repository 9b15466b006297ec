import type { DynamoDB } from "@aws-sdk/client-dynamodb";

let tables = 0;

/** Makes a table with string keys. @returns its name, which no other table of this run has */
export async function createTable(
  client: DynamoDB,
  purpose: string,
  ...keyNames: readonly string[]
): Promise<string> {
  const name = `bench-${purpose}-${process.pid}-${++tables}`;
  await client.createTable({
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: keyNames.map((AttributeName, place) => ({
      AttributeName,
      KeyType: place === 0 ? "HASH" : "RANGE",
    })),
    AttributeDefinitions: keyNames.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  });
  return name;
}
