import { createHmac } from "node:crypto";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";

/** The result of a tutorial's authorizer for a key. */
export type TutorialVerdict = "ok" | "unknown" | "limited";

/**
 * The API-key check that tutorials show: get the key by its hash, get this minute's count, compare,
 * and add one. Kinder than many: the count is added to, not overwritten with what was read.
 */
export async function tutorialCheck(
  client: DynamoDBDocumentClient,
  tableName: string,
  secret: string,
  key: string,
): Promise<TutorialVerdict> {
  const hash = hashOf(key, secret);
  const now = new Date();
  const found = await client.send(
    new GetCommand({ TableName: tableName, Key: { pk: `KEY#${hash}` } }),
  );
  const record = found.Item;
  if (!record?.active || (record.expiresAt && record.expiresAt < now.toISOString())) {
    return "unknown";
  }
  const usageKey = { pk: `USAGE#${hash}#${now.toISOString().slice(0, 16)}` };
  const usage = await client.send(new GetCommand({ TableName: tableName, Key: usageKey }));
  if ((usage.Item?.requests ?? 0) >= record.limitPerMinute) return "limited";
  await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: usageKey,
      UpdateExpression: "ADD requests :one SET #ttl = :ttl",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: { ":one": 1, ":ttl": Math.floor(now.getTime() / 1000) + 120 },
    }),
  );
  return "ok";
}

export async function putTutorialKey(
  client: DynamoDBDocumentClient,
  tableName: string,
  secret: string,
  key: string,
  limitPerMinute: number,
): Promise<void> {
  await client.send(
    new PutCommand({
      TableName: tableName,
      Item: { pk: `KEY#${hashOf(key, secret)}`, owner: "acct_1", active: true, limitPerMinute },
    }),
  );
}

function hashOf(key: string, secret: string): string {
  return createHmac("sha256", secret).update(key).digest("hex");
}
