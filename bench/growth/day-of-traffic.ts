import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { itemSizeBytes } from "../../test/support/item-size.ts";
import { latchkey, putKeys } from "../harness/contestants/latchkey.ts";
import { newSdkClient } from "../harness/database/clients.ts";
import { createTable } from "../harness/database/tables.ts";
import { randomArrivals } from "../harness/histories/arrivals.ts";
import { seededRandom } from "../harness/random.ts";

const rushes = 4;
const betweenRushesMs = 6 * 3_600_000;
/** For more than a minute, so that every second of the window has a counter above nought. */
const rush = { perMinute: 1_200, minutes: 1.5 };

/**
 * A simulated day on one key, with a rush every six hours.
 *
 * @returns the greatest size of its item, by DynamoDB's rules, in bytes
 */
export async function dayOfTraffic(
  endpoint: string,
  overrides: Partial<ManagedKey>,
): Promise<number> {
  const client = newSdkClient(endpoint);
  const documents = DynamoDBDocumentClient.from(client);
  const tableName = await createTable(client, "day", "pk", "sk");
  const prepared = await putKeys(endpoint, tableName, 1, 10_000, { overrides });
  const startEpochMs = Date.now();
  let nowEpochMs = startEpochMs;
  const container = await latchkey.open(endpoint, prepared, () => nowEpochMs);
  const random = seededRandom(1);
  let greatest = 0;
  for (let passed = 0; passed < rushes; passed++) {
    for (const atMs of randomArrivals(rush.perMinute, rush.minutes, random)) {
      nowEpochMs = startEpochMs + passed * betweenRushesMs + atMs;
      await container.check(prepared.keys[0] ?? "");
    }
    const { Items } = await documents.send(new ScanCommand({ TableName: tableName }));
    greatest = Math.max(greatest, ...(Items ?? []).map(itemSizeBytes));
  }
  return greatest;
}
