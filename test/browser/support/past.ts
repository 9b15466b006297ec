import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { dayOf, daySlot, usageDays } from "../../../core/key/usage.ts";
import { keyItemKey, keyPointerKey } from "../../../core/store/item-keys.ts";
import type { RunningLatchkey } from "../../../local/start.ts";

/** What cannot be made by requests today: a key's days before it. */
export interface Past {
  /** Requests on each of the last 30 days, today last. */
  readonly days?: readonly number[];
  readonly lastUsedSecondsAgo?: number;
  readonly createdSecondsAgo?: number;
  /** When it expired. */
  readonly expiredSecondsAgo?: number;
  /** When the secret before a rotation was last presented. */
  readonly oldSecretUsedSecondsAgo?: number;
}

/** Writes a key's past straight into the table; only what is given changes. */
export async function writePast(
  { dynamodbEndpoint, tableName }: RunningLatchkey,
  keyId: string,
  past: Past,
): Promise<void> {
  if (past.days) await untilDayLasts(60);
  const now = Math.floor(Date.now() / 1000);
  const ago = (seconds: number | undefined) => (seconds === undefined ? undefined : now - seconds);
  const slots = past.days && slotsOf(past.days, dayOf(now));
  const createdAt = past.createdSecondsAgo && Date.now() - past.createdSecondsAgo * 1000;
  const attributes = {
    d: slots,
    total_requests: past.days?.reduce((sum, requests) => sum + requests, 0),
    t: past.days && now - (past.lastUsedSecondsAgo ?? 0),
    created_at_ms: createdAt,
    expires_at: ago(past.expiredSecondsAgo),
    oa: ago(past.oldSecretUsedSecondsAgo),
  };
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const client = clientOf(dynamodbEndpoint);
  const { Attributes: before = {} } = await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: keyItemKey(keyId),
      UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        given.map(([name, value]) => [`:${name}`, value]),
      ),
      ReturnValues: "ALL_OLD",
    }),
  );
  if (createdAt !== undefined) {
    // What lists the key sorts by that time.
    const pointer = (at: number) => keyPointerKey(String(before.account_id), at, keyId);
    const Key = pointer(Number(before.created_at_ms));
    const { Attributes: cold } = await client.send(
      new DeleteCommand({ TableName: tableName, Key, ReturnValues: "ALL_OLD" }),
    );
    const Item = { ...cold, ...pointer(createdAt) };
    await client.send(new PutCommand({ TableName: tableName, Item }));
  }
  client.destroy();
}

/** Else today's requests could be yesterday's by the time that a test looks at them. */
async function untilDayLasts(seconds: number): Promise<void> {
  const leftMs = 86_400_000 - (Date.now() % 86_400_000);
  if (leftMs < seconds * 1000) await pause(leftMs);
}

function clientOf(endpoint: string): DynamoDBDocumentClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region: "us-east-1", credentials }),
  );
}

/** By day modulo 30, as the record keeps them. */
function slotsOf(days: readonly number[], today: number): number[] {
  const slots = Array.from({ length: usageDays }, () => 0);
  for (const [index, requests] of days.entries()) {
    slots[daySlot(today - usageDays + 1 + index)] = requests;
  }
  return slots;
}
