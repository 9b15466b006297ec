import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { SQSRecord } from "aws-lambda";
import { Webhook } from "standardwebhooks";
import { Deadline } from "../../../core/time/deadline.ts";
import { secretText } from "../../../core/webhook/signing.ts";
import type { Delivery } from "../../../functions/events/deliver.ts";
import { type SendPorts, sendWebhooks } from "../../../functions/events/send-webhooks.ts";

const secret = Buffer.alloc(32, 7).toString("base64");
const event = { object: "event", id: "01K3ZK0000000000000000000A", action: "key.created" };

function recordOf(id: string, url: string, receiveCount = 1): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `receipt ${id}`,
    body: JSON.stringify({ url, event }),
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "",
  };
}

function house(deliveryTo: (url: string) => Delivery) {
  const pauses: unknown[] = [];
  const sent: { url: string; headers: Record<string, string>; body: string }[] = [];
  const deliver = async (
    { url }: { url: string },
    headers: Record<string, string>,
    body: string,
  ): Promise<Delivery> => {
    sent.push({ url, headers, body });
    return deliveryTo(url);
  };
  const ports: SendPorts = {
    sqs: async (_, input) => pauses.push(input),
    queueUrl: "queue",
    endpoints: ["https://good.example/", "https://bad.example/"].map((url) => ({
      url,
      secretArn: url,
    })),
    secretsOf: async () => ({ current: secret }),
    deliver: Object.assign(deliver, { close: () => {} }),
    nowEpochMs: Date.now,
    random: () => 0,
  };
  return { ports, pauses, sent };
}

const outcomeOf = (url: string): Delivery =>
  url.includes("bad") ? { kind: "failed", reason: "HTTP 500" } : { kind: "delivered" };

const send = (records: readonly SQSRecord[], ports: SendPorts) =>
  sendWebhooks({ Records: [...records] }, new Deadline(1000), ports);

beforeAll(() => {
  jest.spyOn(console, "warn").mockImplementation(() => {});
  jest.spyOn(console, "error").mockImplementation(() => {});
});

describe("sending webhooks", () => {
  it("posts the event, with its id, signed", async () => {
    const { ports, sent } = house(outcomeOf);
    expect(await send([recordOf("m1", "https://good.example/")], ports)).toEqual({
      batchItemFailures: [],
    });
    const { headers = {}, body = "" } = sent[0] ?? {};
    expect(headers).toHaveProperty("webhook-id", event.id);
    expect(body).toBe(JSON.stringify(event));
    expect(new Webhook(secretText(secret)).verify(body, headers)).toEqual(event);
  });

  it("keeps only what failed in the queue, for a pause that grows", async () => {
    const { ports, pauses } = house(outcomeOf);
    const records = [1, 2, 10, 11].map((count) =>
      recordOf(`m${count}`, "https://bad.example/", count),
    );
    const outcome = await send([...records, recordOf("good", "https://good.example/")], ports);
    const identifiers = outcome.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(identifiers).toEqual(["m1", "m2", "m10", "m11"]);
    expect(pauses).toEqual(
      [5, 30, 32_400, 0].map((VisibilityTimeout, index) => ({
        QueueUrl: "queue",
        ReceiptHandle: `receipt ${identifiers[index]}`,
        VisibilityTimeout,
      })),
    );
  });

  it("waits as long as the receiver asks, but no longer than after the next attempt", async () => {
    const asking = (retryAfterSeconds: number) =>
      house(() => ({ kind: "failed", reason: "HTTP 429", retryAfterSeconds }));
    const pausesFor = async (seconds: number) => {
      const { ports, pauses } = asking(seconds);
      const records = [1, 2, 10, 11].map((count) =>
        recordOf(`m${count}`, "https://bad.example/", count),
      );
      await send(records, ports);
      return pauses.map((input) => Object(input).VisibilityTimeout);
    };
    expect(await pausesFor(1)).toEqual([5, 30, 32_400, 0]);
    expect(await pausesFor(20)).toEqual([20, 30, 32_400, 0]);
    expect(await pausesFor(999_999_999)).toEqual([30, 120, 32_400, 0]);
  });

  it("ends webhooks for an endpoint that is configured no longer", async () => {
    const { ports, sent } = house(outcomeOf);
    const outcome = await send([recordOf("m1", "https://gone.example/")], ports);
    expect(outcome).toEqual({ batchItemFailures: [] });
    expect(sent).toEqual([]);
  });

  it("keeps what it cannot sign, read or postpone", async () => {
    const { ports } = house(outcomeOf);
    const broken: SendPorts = {
      ...ports,
      secretsOf: () => Promise.reject(new Error("out of reach")),
      sqs: () => Promise.reject(new Error("out of reach")),
    };
    const unreadable = { ...recordOf("m2", ""), body: "{" };
    const outcome = await send([recordOf("m1", "https://good.example/"), unreadable], broken);
    expect(outcome.batchItemFailures).toHaveLength(2);
  });
});
