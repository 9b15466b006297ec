import type {
  AttributeValue,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
} from "aws-lambda";
import * as z from "zod";
import type { JsonCall } from "../../core/aws/json-service.ts";
import type { AuditEvent } from "../../core/event/audit-event.ts";
import { CorruptItemError } from "../../core/key/key-record.ts";
import { listedCopy } from "../../core/store/all-events.ts";
import { plainItem } from "../../core/store/attribute-value.ts";
import { parseEventItem } from "../../core/store/event-item.ts";
import { allEnded } from "../../core/time/all-ended.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import { batchesOf } from "../../core/webhook/batches.ts";
import { type DeployedEndpoint, wants } from "../../core/webhook/endpoint.ts";
import type { WebhookMessage } from "../../core/webhook/message.ts";
import { logFault } from "../http/log.ts";
import { type EventObject, eventObject } from "../management/event-object.ts";

export interface PublishPorts {
  readonly dynamoDb: JsonCall;
  readonly tableName: string;
  readonly sqs: JsonCall;
  readonly eventBridge: JsonCall;
  readonly busName: string;
  /** Keeps a note of each item that could not be read. */
  readonly failureQueueUrl: string;
  readonly endpoints: readonly DeployedEndpoint[];
  /** Undefined if there are no endpoints. */
  readonly webhookQueueUrl: string | undefined;
}

export const eventSource = "latchkey";

type Item = Readonly<Record<string, AttributeValue>>;

interface Entry {
  readonly sequenceNumber: string;
  readonly event: EventObject;
  readonly json: string;
  /** Lists the event among those of all accounts. */
  readonly copy: Item;
}

/**
 * Publishes the new events of a batch of the table's stream: to the bus, to the list of all accounts'
 * events, and one message for each endpoint that wants it to the queue. After a failure Lambda sends again what comes after the last
 * event that was published.
 */
export async function publish(
  { Records }: DynamoDBStreamEvent,
  deadline: Deadline,
  ports: PublishPorts,
): Promise<DynamoDBBatchResponse> {
  const entries: Entry[] = [];
  for (const record of Records) {
    const event = readEvent(record);
    if (event) entries.push(entryOf(record, event));
    else await setAside(record, deadline, ports);
  }
  for (const batch of batchesOf(entries, ({ json }) => Buffer.byteLength(json) + overheadBytes)) {
    try {
      await allEnded([
        putEvents(batch, deadline, ports),
        queue(batch, deadline, ports),
        list(batch, deadline, ports),
      ]);
    } catch (error) {
      logFault("events were not published", error);
      const itemIdentifier = batch[0]?.sequenceNumber ?? "";
      return { batchItemFailures: [{ itemIdentifier }] };
    }
  }
  return { batchItemFailures: [] };
}

/** Names, source and action of an entry. */
const overheadBytes = 200;

function entryOf({ dynamodb }: DynamoDBRecord, event: AuditEvent): Entry {
  const object = eventObject(event);
  return {
    sequenceNumber: dynamodb?.SequenceNumber ?? "",
    event: object,
    json: JSON.stringify(object),
    copy: copyOf(dynamodb?.NewImage ?? {}, event),
  };
}

/** The item as it is, elsewhere, and kept no longer than the original. */
function copyOf(image: Item, event: AuditEvent): Item {
  const { key, ttl } = listedCopy(event);
  const kept = Math.min(ttl, Number(image.ttl?.N ?? ttl));
  return { ...image, pk: { S: key.pk }, sk: { S: key.sk }, ttl: { N: String(kept) } };
}

/** @returns undefined for an item that no attempt will be able to read */
function readEvent({ dynamodb }: DynamoDBRecord): AuditEvent | undefined {
  try {
    return parseEventItem(plainItem(dynamodb?.NewImage));
  } catch (error) {
    if (!(error instanceof CorruptItemError)) throw error;
    logFault("an event cannot be read", error);
    return undefined;
  }
}

/** An item that cannot be read must not hold up those behind it. */
async function setAside(
  { dynamodb }: DynamoDBRecord,
  deadline: Deadline,
  { sqs, failureQueueUrl }: PublishPorts,
): Promise<void> {
  const body = { reason: "the event's item is corrupt", keys: dynamodb?.Keys };
  const input = { QueueUrl: failureQueueUrl, MessageBody: JSON.stringify(body) };
  await sqs("SendMessage", input, deadline);
}

const putEventsOutput = z.object({ FailedEntryCount: z.int().default(0) });

async function putEvents(
  batch: readonly Entry[],
  deadline: Deadline,
  { eventBridge, busName }: PublishPorts,
): Promise<void> {
  const Entries = batch.map(({ event, json }) => ({
    EventBusName: busName,
    Source: eventSource,
    DetailType: event.action,
    Time: Math.floor(Date.parse(event.created_at) / 1000),
    Detail: json,
  }));
  const output = await eventBridge("PutEvents", { Entries }, deadline);
  const { FailedEntryCount } = putEventsOutput.parse(output);
  if (FailedEntryCount > 0) throw new Error(`EventBridge refused ${FailedEntryCount} events`);
}

const sendOutput = z.object({ Failed: z.array(z.unknown()).default([]) });

async function queue(
  batch: readonly Entry[],
  deadline: Deadline,
  { sqs, endpoints, webhookQueueUrl }: PublishPorts,
): Promise<void> {
  if (webhookQueueUrl === undefined) return;
  const bodies = batch.flatMap(({ event }) =>
    endpoints
      .filter((endpoint) => wants(endpoint, event.action))
      .map(({ url }) => JSON.stringify({ url, event } satisfies WebhookMessage)),
  );
  for (const part of batchesOf(bodies, Buffer.byteLength)) {
    const Entries = part.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const input = { QueueUrl: webhookQueueUrl, Entries };
    const { Failed } = sendOutput.parse(await sqs("SendMessageBatch", input, deadline));
    if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} messages`);
  }
}

/** A copy that is put again is the same. */
async function list(
  batch: readonly Entry[],
  deadline: Deadline,
  { dynamoDb, tableName }: PublishPorts,
): Promise<void> {
  await allEnded(
    batch.map(({ copy: Item }) => dynamoDb("PutItem", { TableName: tableName, Item }, deadline)),
  );
}
