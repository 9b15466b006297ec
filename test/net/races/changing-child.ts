import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { newKeyring } from "../../support/keys.ts";
import { ManagementOnTable } from "../../support/management-on-table.ts";
import type { TestTable } from "../../support/table.ts";

/* A process that makes one change, unless it is killed before. It ends with 1 if it was refused. */

const [endpoint = "", tableName = "", change = ""] = process.argv.slice(2);

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
const { useCase, call } = JSON.parse(change);
const { status } = await house.call(useCase, call);
process.exit(status === 200 || status === 201 ? 0 : 1);
