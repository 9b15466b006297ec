import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type {
  AdmissionAttempt,
  AdmissionOutcome,
  StoredKey,
} from "../../core/admission/admission.ts";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { createAdmit } from "../../core/store/admit.ts";
import { expiringIndex } from "../../core/store/expiring-index.ts";
import { hotItem } from "../../core/store/key-item.ts";
import { createReadKey } from "../../core/store/read-key.ts";
import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import { authorizerCall } from "./authorizer-call.ts";
import { contractPlans } from "./contract-config.ts";
import { ample } from "./deadlines.ts";
import { withDetails } from "./keys.ts";

/** A table like the deployed one, in a real database that ends with `stop`. */
export interface TestTable {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
  /** The authorizer's own way to the table. */
  readonly admit: (attempt: AdmissionAttempt) => Promise<AdmissionOutcome>;
  readonly readKey: (keyId: string) => Promise<StoredKey | undefined>;
  readonly endpoint: string;
  put(record: KeyRecord): Promise<void>;
  stop(): Promise<void>;
}

/** A table in the database that `DYNAMODB_ENDPOINT` names, else in an embedded one of its own. */
export async function startTable(): Promise<TestTable> {
  const database = await startDatabase(process.env.DYNAMODB_ENDPOINT, undefined);
  const table = await createTable(database.endpoint);
  return {
    ...table,
    async stop() {
      await table.stop();
      await database.stop();
    },
  };
}

/** A table of its own in a running database, which `stop` leaves running. */
export async function createTable(endpoint: string): Promise<TestTable> {
  const name = `latchkey-test-${randomUUID()}`;
  const region = "us-east-1";
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const plain = new DynamoDBClient({
    endpoint,
    region,
    credentials,
    maxAttempts: 1,
  });
  await plain.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "expires_at", AttributeType: "N" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: expiringIndex,
          KeySchema: [
            { AttributeName: "sk", KeyType: "HASH" },
            { AttributeName: "expires_at", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    }),
  );
  const client = DynamoDBDocumentClient.from(plain);
  const call = authorizerCall(endpoint);
  const admit = createAdmit(name, call, contractPlans);
  const readKey = createReadKey(name, call);
  return {
    name,
    client,
    admit: (attempt) => admit(attempt, ample),
    readKey: (keyId) => readKey(keyId, ample),
    endpoint,
    async put(record) {
      await client.send(new PutCommand({ TableName: name, Item: hotItem(withDetails(record)) }));
    },
    async stop() {
      client.destroy();
    },
  };
}
