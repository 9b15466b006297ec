import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";

const clients = new Map<string, DynamoDBDocumentClient>();

/** One for each database, since making it takes longer than what is asked of it. */
function clientOf(endpoint: string): DynamoDBDocumentClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const made =
    clients.get(endpoint) ??
    DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: "us-east-1", credentials }));
  clients.set(endpoint, made);
  return made;
}

/**
 * All items of a running Latchkey's table, in the order of their keys, less counts of refusals and the list
 * of all accounts' events: those are written from the log and the stream, some time after their answers.
 */
export async function tableContents({
  dynamodbEndpoint,
  tableName,
}: {
  readonly dynamodbEndpoint: string;
  readonly tableName: string;
}): Promise<Record<string, unknown>[]> {
  const client = clientOf(dynamodbEndpoint);
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        FilterExpression: "NOT begins_with(pk, :refusals) AND NOT begins_with(pk, :events)",
        ExpressionAttributeValues: { ":refusals": "REFUSALS#", ":events": "EVENTS#" },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  const place = (item: Record<string, unknown>) => `${item.pk} ${item.sk}`;
  return items.sort((one, other) => (place(one) < place(other) ? -1 : 1));
}
