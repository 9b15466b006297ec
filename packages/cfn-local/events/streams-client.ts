import * as z from "zod";
import { localCredentials } from "../lambda/environment.ts";
import { region } from "../template/simulated-account.ts";

const record = z.looseObject({
  eventName: z.string(),
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    ApproximateCreationDateTime: z.number(),
  }),
});
export type StreamRecord = z.infer<typeof record>;

const table = z.object({ Table: z.object({ LatestStreamArn: z.string().optional() }) });
const stream = z.object({
  StreamDescription: z.object({
    Shards: z.array(z.object({ ShardId: z.string() })).default([]),
    LastEvaluatedShardId: z.string().optional(),
  }),
});
const iterator = z.object({ ShardIterator: z.string() });
const records = z.object({
  Records: z.array(record).default([]),
  NextShardIterator: z.string().nullish(),
});

/** The stream of a table in the local database. */
export interface TableStream {
  shards(): Promise<string[]>;
  /** @param after the last record that was handled; all that there are if absent */
  iterator(shardId: string, after: string | undefined): Promise<string>;
  records(iterator: string): Promise<{ records: StreamRecord[]; next: string | undefined }>;
}

/** @throws Error if the database refuses or does not answer */
export async function openTableStream(endpoint: string, tableName: string): Promise<TableStream> {
  const description = await call(endpoint, "DynamoDB_20120810.DescribeTable", {
    TableName: tableName,
  });
  const { LatestStreamArn: StreamArn } = table.parse(description).Table;
  const ask = (operation: string, input: object) =>
    call(endpoint, `DynamoDBStreams_20120810.${operation}`, input);
  return {
    async shards() {
      const ids: string[] = [];
      let after: string | undefined;
      do {
        const start = after === undefined ? {} : { ExclusiveStartShardId: after };
        const page = stream.parse(await ask("DescribeStream", { StreamArn, ...start }));
        ids.push(...page.StreamDescription.Shards.map(({ ShardId }) => ShardId));
        after = page.StreamDescription.LastEvaluatedShardId;
      } while (after !== undefined);
      return ids;
    },
    async iterator(ShardId, after) {
      const place =
        after === undefined
          ? { ShardIteratorType: "TRIM_HORIZON" }
          : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: after };
      const input = { StreamArn, ShardId, ...place };
      return iterator.parse(await ask("GetShardIterator", input)).ShardIterator;
    },
    async records(ShardIterator) {
      const page = records.parse(await ask("GetRecords", { ShardIterator, Limit: 1000 }));
      return { records: page.Records, next: page.NextShardIterator ?? undefined };
    },
  };
}

/** The local databases take any signature of this form. */
async function call(endpoint: string, target: string, input: object): Promise<unknown> {
  const scope = `${localCredentials.AWS_ACCESS_KEY_ID}/20260101/${region}/dynamodb/aws4_request`;
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": target,
      "X-Amz-Date": "20260101T000000Z",
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${target}: ${text}`);
  return JSON.parse(text, withEmptyMap);
}

/** Amazon's DynamoDB Local leaves an empty map of an item without its type, which AWS does not. */
function withEmptyMap(name: string, value: unknown): unknown {
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty && !Array.isArray(value) && name !== "M" ? { M: {} } : value;
}
