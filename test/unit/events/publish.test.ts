import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import type { AuditEvent } from "../../../core/event/audit-event.ts";
import { newEventItem } from "../../../core/store/event-item.ts";
import { Deadline } from "../../../core/time/deadline.ts";
import { type PublishPorts, publish } from "../../../functions/events/publish.ts";
import { eventObject } from "../../../functions/management/event-object.ts";

const origin = {
  actor: { type: "operator", subject: undefined },
  sourceIp: "192.0.2.1",
  userAgent: undefined,
  requestId: "request-1",
} as const;

function eventOf(index: number, more: Partial<AuditEvent> = {}): AuditEvent {
  const atEpochMs = 1_800_000_000_000 + index;
  const id = `01K3ZK00000000000000${String(index).padStart(6, "0")}`;
  const event = { id, atEpochMs, action: "key.updated", accountId: "a1", keyId: "3kTMd92x" };
  return { ...event, changes: { name: { before: "a", after: "b" } }, origin, ...more };
}

function recordOf(event: AuditEvent, sequenceNumber: number): DynamoDBRecord {
  const NewImage = JSON.parse(JSON.stringify(marshall(newEventItem(event))));
  return { eventName: "INSERT", dynamodb: { SequenceNumber: String(sequenceNumber), NewImage } };
}

interface Call {
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare parts of inputs of several shapes.
  readonly input: any;
}

function house(answers: Partial<Record<string, (call: number) => unknown>> = {}) {
  const calls: Call[] = [];
  const call = async (operation: string, input: object) => {
    const count = calls.filter((one) => one.operation === operation).length;
    calls.push({ operation, input });
    return answers[operation]?.(count) ?? {};
  };
  const ports: PublishPorts = {
    dynamoDb: call,
    tableName: "table",
    sqs: call,
    eventBridge: call,
    busName: "bus",
    failureQueueUrl: "failures",
    webhookQueueUrl: "webhooks",
    endpoints: [
      { url: "https://all.example/", secretArn: "a" },
      { url: "https://leaks.example/", events: ["key.leaked"], secretArn: "b" },
    ],
  };
  const of = (operation: string) => calls.filter((one) => one.operation === operation);
  return { ports, of };
}

const publishAll = (records: readonly DynamoDBRecord[], ports: PublishPorts) =>
  publish({ Records: [...records] }, new Deadline(1000), ports);

beforeAll(() => {
  jest.spyOn(console, "error").mockImplementation(() => {});
});

describe("publishing new events", () => {
  it("puts each on the bus as the API lists it, and in the queue for who wants it", async () => {
    const { ports, of } = house();
    const events = [eventOf(1), eventOf(2, { action: "key.leaked" })];
    const records = events.map((event, index) => recordOf(event, index + 1));
    expect(await publishAll(records, ports)).toEqual({ batchItemFailures: [] });
    expect(of("PutEvents")[0]?.input.Entries).toEqual(
      events.map((event) => ({
        EventBusName: "bus",
        Source: "latchkey",
        DetailType: event.action,
        Time: 1_800_000_000,
        Detail: JSON.stringify(eventObject(event)),
      })),
    );
    const messages = of("SendMessageBatch")[0]?.input.Entries.map(
      (entry: { MessageBody: string }) => JSON.parse(entry.MessageBody),
    );
    expect(messages).toEqual([
      { url: "https://all.example/", event: eventObject(events[0] ?? eventOf(1)) },
      { url: "https://all.example/", event: eventObject(events[1] ?? eventOf(2)) },
      { url: "https://leaks.example/", event: eventObject(events[1] ?? eventOf(2)) },
    ]);
  });

  it("sends at most ten entries and 256 KB at a time", async () => {
    const { ports, of } = house();
    const large = { note: { before: null, after: "ü".repeat(25_000) } };
    const events = Array.from({ length: 23 }, (_, index) =>
      eventOf(index, index < 6 ? { changes: large } : {}),
    );
    await publishAll(
      events.map((event, index) => recordOf(event, index)),
      ports,
    );
    const batches = of("PutEvents").map(({ input }) => input.Entries);
    expect(batches.flat()).toHaveLength(23);
    for (const batch of [...batches, ...of("SendMessageBatch").map(({ input }) => input.Entries)]) {
      expect(batch.length).toBeLessThanOrEqual(10);
      expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(256 * 1024);
    }
  });

  it.each([
    [
      "EventBridge refuses one",
      { PutEvents: (n: number) => ({ FailedEntryCount: n === 1 ? 1 : 0 }) },
    ],
    ["SQS refuses one", { SendMessageBatch: (n: number) => ({ Failed: n === 1 ? [{}] : [] }) }],
    [
      "the table is out of reach",
      {
        PutItem: (n: number) => {
          if (n === 10) throw new Error("no answer");
          return {};
        },
      },
    ],
    [
      "a service is out of reach",
      {
        PutEvents: (n: number) => {
          if (n === 1) throw new Error("no answer");
          return {};
        },
      },
    ],
  ])("has everything sent again from the batch where %s", async (_, answers) => {
    const { ports } = house(answers);
    const records = Array.from({ length: 25 }, (_, index) => recordOf(eventOf(index), index));
    expect(await publishAll(records, ports)).toEqual({
      batchItemFailures: [{ itemIdentifier: "10" }],
    });
  });

  it("lists each among the events of all accounts, by its day, as it is", async () => {
    const { ports, of } = house();
    const record = recordOf(eventOf(1), 1);
    const image = record.dynamodb?.NewImage ?? {};
    await publishAll([record], ports);
    expect(of("PutItem")).toEqual([
      {
        operation: "PutItem",
        input: {
          TableName: "table",
          Item: {
            ...image,
            pk: { S: "EVENTS#2027-01-15" },
            sk: { S: `LISTED#${eventOf(1).id}` },
            ttl: { N: String(1_800_000_000 + 30 * 86_400) },
          },
        },
      },
    ]);
  });

  it("lists none for longer than its account's trail has it", async () => {
    const { ports, of } = house();
    const NewImage = JSON.parse(JSON.stringify(marshall(newEventItem(eventOf(1), 7))));
    await publishAll([{ dynamodb: { SequenceNumber: "1", NewImage } }], ports);
    expect(of("PutItem")[0]?.input.Item.ttl).toEqual(NewImage.ttl);
  });

  it("sets an item aside that cannot be read, and goes on", async () => {
    const { ports, of } = house();
    const corrupt: DynamoDBRecord = {
      dynamodb: {
        SequenceNumber: "1",
        Keys: { sk: { S: "EVENT#x" } },
        NewImage: { sk: { S: "x" } },
      },
    };
    const outcome = await publishAll([corrupt, recordOf(eventOf(2), 2)], ports);
    expect(outcome).toEqual({ batchItemFailures: [] });
    expect(of("PutEvents")).toHaveLength(1);
    expect(of("PutItem")).toHaveLength(1);
    expect(of("SendMessage")).toMatchObject([{ input: { QueueUrl: "failures" } }]);
    expect(of("SendMessage")[0]?.input.MessageBody).toContain("EVENT#x");
  });
});

it("ends after its last call, though another has failed", async () => {
  let isPublished = false;
  const { ports } = house({
    PutEvents: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isPublished = true;
    },
    PutItem: () => {
      throw new Error("throttled");
    },
  });
  const { batchItemFailures } = await publishAll([recordOf(eventOf(1), 1)], ports);
  expect(batchItemFailures).toEqual([{ itemIdentifier: "1" }]);
  expect(isPublished).toBe(true);
});
