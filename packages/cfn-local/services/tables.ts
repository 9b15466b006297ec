import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { localCredentials, withoutNodeWarning } from "../lambda/environment.ts";
import { optionNames, type SettingNames } from "../setting-names.ts";
import { reasonOf, StartError } from "../start-error.ts";
import type { IndexModel, TableModel } from "../template/model.ts";
import { region } from "../template/simulated-account.ts";

/**
 * Creates the tables of a template that do not exist yet.
 *
 * @throws StartError if the database cannot be reached, or has a table of that name with other keys
 */
export async function ensureTables(
  endpoint: string,
  tables: readonly TableModel[],
  names: SettingNames = optionNames,
): Promise<void> {
  Object.assign(process.env, withoutNodeWarning);
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: {
      accessKeyId: localCredentials.AWS_ACCESS_KEY_ID,
      secretAccessKey: localCredentials.AWS_SECRET_ACCESS_KEY,
    },
  });
  try {
    await Promise.all(tables.map((table) => ensureTable(client, table, names)));
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The database at ${endpoint} cannot be used (${reasonOf(error) || "no answer"}): check that it runs, or unset ${names.dynamodbEndpoint} to use the embedded one.`,
    );
  } finally {
    client.destroy();
  }
}

async function ensureTable(
  client: DynamoDBClient,
  table: TableModel,
  names: SettingNames,
): Promise<void> {
  const keys = await existingKeys(client, table.name);
  if (keys === undefined) await createTable(client, table);
  else if (keys !== keysOf(table)) {
    throw new StartError(
      `The database has a table ${table.name} with other keys: use another database, or set ${names.dataDir} to another directory.`,
    );
  } else await addWhatIsMissing(client, table);
  await ensureTtl(client, table);
}

/** A table of an earlier template may lack the stream, or an index. */
async function addWhatIsMissing(client: DynamoDBClient, table: TableModel): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table.name }));
  if (table.streamView !== undefined && !Table?.StreamSpecification?.StreamEnabled) {
    const StreamSpecification = streamOf(table);
    await client.send(new UpdateTableCommand({ TableName: table.name, StreamSpecification }));
  }
  const known = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName);
  for (const index of table.indexes.filter(({ name }) => !known.includes(name))) {
    const GlobalSecondaryIndexUpdates = [{ Create: indexOf(index) }];
    const AttributeDefinitions = attributesOf(table);
    const update = { TableName: table.name, AttributeDefinitions, GlobalSecondaryIndexUpdates };
    await client.send(new UpdateTableCommand(update));
  }
}

function attributesOf({ attributes }: TableModel) {
  return attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type }));
}

function keySchemaOf(keys: TableModel["keys"]) {
  return keys.map(({ name, type }) => ({ AttributeName: name, KeyType: type }));
}

function indexOf({ name, keys, projection, included }: IndexModel) {
  const Projection = {
    ProjectionType: projection,
    ...(included.length > 0 && { NonKeyAttributes: [...included] }),
  };
  return { IndexName: name, KeySchema: keySchemaOf(keys), Projection };
}

function streamOf({ streamView }: TableModel) {
  return streamView && { StreamEnabled: true, StreamViewType: streamView };
}

function keysOf({ keys }: TableModel): string {
  return keys.map(({ name, type }) => `${name} ${type}`).join(", ");
}

async function existingKeys(client: DynamoDBClient, name: string): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const schema = Table?.KeySchema ?? [];
    return schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(", ");
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function createTable(client: DynamoDBClient, table: TableModel): Promise<void> {
  const command = new CreateTableCommand({
    TableName: table.name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributesOf(table),
    KeySchema: keySchemaOf(table.keys),
    ...(table.indexes.length > 0 && { GlobalSecondaryIndexes: table.indexes.map(indexOf) }),
    StreamSpecification: streamOf(table),
  });
  try {
    await client.send(command);
  } catch (error) {
    // Another gateway on the same database was faster.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

/** Enabling TTL again is an error on AWS. */
async function ensureTtl(client: DynamoDBClient, table: TableModel): Promise<void> {
  const { name, ttlAttribute } = table;
  if (ttlAttribute === undefined || (await hasTtl(client, name))) return;
  try {
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
      }),
    );
  } catch (error) {
    // Another gateway on the same database was faster.
    if (!(await hasTtl(client, name))) throw error;
  }
}

async function hasTtl(client: DynamoDBClient, name: string): Promise<boolean> {
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: name }),
  );
  const status = TimeToLiveDescription?.TimeToLiveStatus;
  return status === "ENABLED" || status === "ENABLING";
}
