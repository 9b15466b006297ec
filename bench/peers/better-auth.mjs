import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { createAdapterFactory } from "better-auth/adapters";

const minuteMs = 60_000;

/**
 * better-auth with its API-key plugin on a DynamoDB table.
 *
 * @param {import("@aws-sdk/client-dynamodb").DynamoDBClient} client
 * @param {string} tableName with the one key attribute `pk`
 */
export function open(client, tableName) {
  const auth = betterAuth({
    baseURL: "http://localhost",
    secret: "a secret of no use outside of this benchmark",
    database: dynamoDbAdapter(client, tableName),
    logger: { disabled: true },
    telemetry: { enabled: false },
    plugins: [apiKey({ rateLimit: { enabled: true, timeWindow: minuteMs, maxRequests: 10 } })],
  });
  return {
    async issue(limitPerMinute) {
      const { key } = await auth.api.createApiKey({
        body: {
          userId: "user_1",
          rateLimitEnabled: true,
          rateLimitMax: limitPerMinute,
          rateLimitTimeWindow: minuteMs,
        },
      });
      return key;
    },
    async verify(key) {
      const { valid, error } = await auth.api.verifyApiKey({ body: { key } });
      if (valid || error?.code === "RATE_LIMITED") return valid;
      throw new Error(`better-auth: ${error?.code}`);
    },
  };
}

/**
 * As few calls as better-auth's interface allows. A key's item lies under its hash; which hash
 * belongs to an id is remembered from when it was found, where a real adapter would need an index.
 */
function dynamoDbAdapter(client, tableName) {
  const hashes = new Map();
  const keyOf = (hash) => ({ pk: { S: hash } });
  const remember = (row) => {
    hashes.set(row.id, row.key);
    return row;
  };
  const hashOf = (where) => {
    const wanted = (field) => where.find((clause) => clause.field === field)?.value;
    return wanted("key") ?? hashes.get(wanted("id"));
  };

  async function update(where, set, increment) {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: keyOf(hashOf(where)),
          ReturnValues: "ALL_NEW",
          ...expressionsFor(where, set, increment),
        }),
      );
      return rowOf(Attributes);
    } catch (error) {
      if (error.name === "ConditionalCheckFailedException") return null;
      throw error;
    }
  }

  return createAdapterFactory({
    config: {
      adapterId: "dynamodb",
      adapterName: "DynamoDB",
      supportsDates: false,
      supportsJSON: false,
    },
    adapter: () => ({
      async create({ data }) {
        remember(data);
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: { ...itemOf(data), ...keyOf(data.key) },
          }),
        );
        return data;
      },
      async findOne({ where }) {
        const { Item } = await client.send(
          new GetItemCommand({
            TableName: tableName,
            Key: keyOf(hashOf(where)),
            ConsistentRead: true,
          }),
        );
        return Item ? remember(rowOf(Item)) : null;
      },
      update: ({ where, update: set }) => update(where, set, {}),
      incrementOne: ({ where, set = {}, increment }) => update(where, set, increment),
      // Verification sweeps expired keys every ten seconds; here there are none.
      deleteMany: async () => 0,
      findMany: async () => [],
      updateMany: async () => 0,
      delete: async () => {},
      count: async () => 0,
    }),
  });
}

const operators = { eq: "=", gt: ">", lt: "<", lte: "<=" };

function expressionsFor(where, set, increment) {
  const names = {};
  const values = {};
  const name = (field) => {
    names[`#${field}`] = field;
    return `#${field}`;
  };
  const value = (given) => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = attributeValue(given);
    return placeholder;
  };
  const conditions = where.map(({ field, operator, value: given }) =>
    given === null
      ? `attribute_not_exists(${name(field)})`
      : `${name(field)} ${operators[operator]} ${value(given)}`,
  );
  const assignments = [
    ...Object.entries(set).map(([field, given]) => `${name(field)} = ${value(given)}`),
    ...Object.entries(increment).map(([f, by]) => `${name(f)} = ${name(f)} + ${value(by)}`),
  ];
  return {
    ConditionExpression: conditions.join(" AND "),
    UpdateExpression: `SET ${assignments.join(", ")}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function itemOf(row) {
  const present = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present.map(([field, value]) => [field, attributeValue(value)]));
}

function attributeValue(value) {
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  return { S: String(value) };
}

function rowOf({ pk: _, ...item }) {
  const row = { lastRequest: null, remaining: null, refillAmount: null, expiresAt: null };
  for (const [field, { S, N, BOOL }] of Object.entries(item)) row[field] = S ?? BOOL ?? Number(N);
  return row;
}
