import {
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { BusEvent } from "../../events/event-bridge.ts";
import { type RunningAssembly, serveAssembly } from "../../serve-assembly.ts";
import { writeAssembly } from "../support/assembly.ts";
import { eventBundles, eventResources } from "../support/event-template.ts";
import { testBundles, testTemplate } from "../support/template.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const events: BusEvent[] = [];
let running: RunningAssembly;
let database: DynamoDBClient;
let sqs: SQSClient;
const waiting: { isMet: () => boolean; resolve: () => void }[] = [];

const settings = { region: "us-east-1", credentials: { accessKeyId: "A", secretAccessKey: "s" } };
const account = "https://sqs.us-east-1.amazonaws.com/000000000000";
const [work, dead, givenUp] = ["Work", "Dead", "GivenUp"].map((name) => `${account}/Test-${name}`);

beforeAll(async () => {
  const template = testTemplate(eventResources);
  running = await serveAssembly({
    port: 0,
    assemblyDirectory: writeAssembly(template, { ...testBundles, ...eventBundles }),
    reportFailure: () => {},
    queueSpeed: 100_000,
    onEvent(event) {
      events.push(event);
      for (const { isMet, resolve } of waiting) if (isMet()) resolve();
    },
  });
  database = new DynamoDBClient({ ...settings, endpoint: running.endpoints.dynamodb });
  sqs = new SQSClient({ ...settings, endpoint: running.endpoints.sqs });
});
afterAll(async () => {
  database.destroy();
  sqs.destroy();
  await running.stop();
});

/** Resolves once enough events of that kind were put on the bus. */
async function told(detailType: string, name: string, count: number): Promise<unknown[]> {
  const found = () =>
    events.filter(
      ({ detailType: type, detail }) => type === detailType && Object(detail).name === name,
    );
  if (found().length < count) {
    await new Promise<void>((resolve) => {
      waiting.push({ isMet: () => found().length >= count, resolve });
    });
  }
  return found().map(({ detail }) => detail);
}

function put(sk: string) {
  const Item = { pk: { S: "a" }, sk: { S: sk }, due: { N: "7" } };
  return database.send(new PutItemCommand({ TableName: "Test-Log", Item }));
}

it("invokes a function with the new items that pass its filter, and with no others", async () => {
  await put("OTHER#1");
  await put("EVENT#1");
  await database.send(
    new UpdateItemCommand({
      TableName: "Test-Log",
      Key: { pk: { S: "a" }, sk: { S: "EVENT#1" } },
      UpdateExpression: "SET n = :n",
      ExpressionAttributeValues: { ":n": { N: "1" } },
    }),
  );
  await put("EVENT#2");
  await told("published", "EVENT#2", 1);
  expect(events.filter(({ detailType }) => detailType === "published")).toEqual(
    ["EVENT#1", "EVENT#2"].map((name) => ({
      busName: "bus",
      source: "test",
      detailType: "published",
      detail: { name },
    })),
  );
});

it("invokes a function with the messages of a queue", async () => {
  expect(await told("worked", "EVENT#1", 1)).toEqual([{ name: "EVENT#1", attempt: "1" }]);
});

it("hands over a failed message again after its pause, and at last to the dead-letter queue", async () => {
  const Entries = ["bad", "good"].map((name) => ({ Id: name, MessageBody: name }));
  const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: work, Entries }));
  expect(Successful).toHaveLength(2);
  const attempts = await told("worked", "bad", 3);
  expect(attempts).toEqual(["1", "2", "3"].map((attempt) => ({ name: "bad", attempt })));
  expect(await told("worked", "good", 1)).toHaveLength(1);
  expect(await countAtLeastOne(dead)).toBe(1);
  await sqs.send(
    new StartMessageMoveTaskCommand({ SourceArn: "arn:aws:sqs:us-east-1:000000000000:Test-Dead" }),
  );
  expect(await told("worked", "bad", 4)).toContainEqual({ name: "bad", attempt: "1" });
});

it("gives up a poisonous record alone, and says where it is", async () => {
  await put("EVENT#poison");
  await put("EVENT#3");
  expect(await told("published", "EVENT#3", 1)).toEqual([{ name: "EVENT#3" }]);
  expect(await countAtLeastOne(givenUp)).toBe(1);
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: givenUp }));
  expect(JSON.parse(Messages[0]?.Body ?? "")).toMatchObject({
    requestContext: { condition: "RetryAttemptsExhausted" },
    DDBStreamBatchInfo: { batchSize: 1 },
  });
  expect(Messages[0]?.Body).not.toContain("poison");
}, 20_000);

it("serves the table's index", async () => {
  const { Count } = await database.send(
    new QueryCommand({
      TableName: "Test-Log",
      IndexName: "by-due",
      KeyConditionExpression: "sk = :sk AND due BETWEEN :from AND :to",
      ExpressionAttributeValues: {
        ":sk": { S: "OTHER#1" },
        ":from": { N: "1" },
        ":to": { N: "9" },
      },
    }),
  );
  expect(Count).toBe(1);
});

it("refuses a queue that is not there, and too many entries", async () => {
  const Entries = Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: "m" }));
  const send = (QueueUrl: string | undefined) =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  await expect(send(work)).rejects.toMatchObject({ name: "TooManyEntriesInBatchRequest" });
  await expect(send(`${account}/none`)).rejects.toMatchObject({ name: "QueueDoesNotExist" });
});

/** A message goes to the dead-letter queue when it would be received once more. */
async function countAtLeastOne(QueueUrl: string | undefined): Promise<number> {
  for (;;) {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    const { Attributes } = await sqs.send(command);
    const count = Number(Attributes?.ApproximateNumberOfMessages);
    if (count > 0) return count;
  }
}
