import { writeSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { newKeyring } from "../../support/keys.ts";
import { ManagementOnTable } from "../../support/management-on-table.ts";
import type { TestTable } from "../../support/table.ts";
import type { BegunChange } from "./begun-change.ts";

/*
 * A process that makes, rotates, changes and revokes keys until it is killed. It says what it is
 * about to do before it does it, and when it is done.
 */

const [endpoint = "", tableName = "", accountId = ""] = process.argv.slice(2);

const unused = async (): Promise<never> => {
  throw new Error("not for this process");
};
const table: TestTable = {
  name: tableName,
  endpoint,
  client: DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  ),
  admit: unused,
  readKey: unused,
  put: unused,
  stop: unused,
};
const house = new ManagementOnTable(table, newKeyring());
house.nowEpochMs = Date.now();

let begun = 0;

async function change(useCase: BegunChange["useCase"], call: BegunChange["call"]) {
  const id = ++begun;
  const named = { ...call, accountId, headers: { "Idempotency-Key": `change-${id}` } };
  const told: BegunChange = { id, useCase, call: named };
  // Synchronous, so that what was begun is known even if this process dies at the next moment.
  writeSync(1, `${JSON.stringify(told)}\n`);
  const { status, body } = await house.call(useCase, named);
  if (status !== 200 && status !== 201) throw new Error(`${useCase} answered ${status}`);
  writeSync(1, `${JSON.stringify({ done: id })}\n`);
  return String(body.id);
}

for (;;) {
  const keyId = await change("createKey", { body: { name: "Test" } });
  await change("rotateKey", { keyId, body: { grace_period_seconds: 60 } });
  await change("updateKey", { keyId, body: { name: "Other", is_active: false } });
  await change("revokeKey", { keyId });
}
