import { randomUUID } from "node:crypto";
import * as z from "zod";
import { ServiceError, serveAwsJson } from "../services/aws-json.ts";
import type { LocalServer } from "../services/serve-locally.ts";
import type { Queue, QueuedMessage } from "./queue.ts";
import type { Queues } from "./queues.ts";

const message = z.object({
  MessageBody: z.string().min(1).max(1_048_576),
  DelaySeconds: z.int().min(0).max(900).optional(),
});
const ofQueue = z.object({ QueueUrl: z.string() });
const inputs = {
  SendMessage: ofQueue.extend(message.shape),
  SendMessageBatch: ofQueue.extend({
    Entries: z.array(message.extend({ Id: z.string().regex(/^[\w-]{1,80}$/) })),
  }),
  ReceiveMessage: ofQueue.extend({
    MaxNumberOfMessages: z.int().min(1).max(10).default(1),
    VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  }),
  DeleteMessage: ofQueue.extend({ ReceiptHandle: z.string() }),
  ChangeMessageVisibility: ofQueue.extend({
    ReceiptHandle: z.string(),
    VisibilityTimeout: z.int().min(0).max(43_200),
  }),
  GetQueueAttributes: ofQueue,
  StartMessageMoveTask: z.object({
    SourceArn: z.string(),
    DestinationArn: z.string().optional(),
  }),
};

/**
 * A double of SQS on 127.0.0.1 that knows the template's queues. ReceiveMessage does not wait for
 * messages, and a task that moves messages is done at once.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
export function serveSqs(
  queues: Queues,
  reportFailure: (line: string) => void,
): Promise<LocalServer> {
  return serveAwsJson({
    name: "SQS",
    jsonVersion: "1.0",
    operate: (operation, input) => operate(queues, operation, input),
    reportFailure,
  });
}

function operate(queues: Queues, operation: string, input: unknown): unknown {
  switch (operation) {
    case "SendMessage": {
      const { QueueUrl, MessageBody, DelaySeconds } = parse(inputs.SendMessage, input);
      return sent(queueAt(queues, QueueUrl).send(MessageBody, DelaySeconds));
    }
    case "SendMessageBatch":
      return sendBatch(queues, parse(inputs.SendMessageBatch, input));
    case "ReceiveMessage": {
      const receive = parse(inputs.ReceiveMessage, input);
      const queue = queueAt(queues, receive.QueueUrl);
      const found = queue.receive(receive.MaxNumberOfMessages, receive.VisibilityTimeout);
      return found.length > 0 ? { Messages: found.map(received) } : {};
    }
    case "DeleteMessage": {
      const { QueueUrl, ReceiptHandle } = parse(inputs.DeleteMessage, input);
      // An old receipt is good here, and deletes nothing.
      queueAt(queues, QueueUrl).delete(ReceiptHandle);
      return {};
    }
    case "ChangeMessageVisibility": {
      const change = parse(inputs.ChangeMessageVisibility, input);
      const queue = queueAt(queues, change.QueueUrl);
      if (queue.changeVisibility(change.ReceiptHandle, change.VisibilityTimeout)) return {};
      throw new ServiceError("ReceiptHandleIsInvalid", "The receipt handle is not valid.");
    }
    case "GetQueueAttributes":
      return attributes(queueAt(queues, parse(inputs.GetQueueAttributes, input).QueueUrl));
    case "StartMessageMoveTask":
      return move(queues, parse(inputs.StartMessageMoveTask, input));
    default:
      throw new ServiceError("UnknownOperationException", `${operation} is not known here.`);
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ServiceError(
    "InvalidParameterValue",
    `${issue?.path.join(".")}: ${issue?.message ?? "invalid"}`,
  );
}

function queueAt(queues: Queues, url: string): Queue {
  const queue = queues.byUrl(url);
  if (queue) return queue;
  throw new ServiceError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** "The total size of all messages that you send in a single SendMessageBatch call can't exceed 1,048,576 bytes" */
function sendBatch(
  queues: Queues,
  { QueueUrl, Entries }: z.infer<typeof inputs.SendMessageBatch>,
): unknown {
  const queue = queueAt(queues, QueueUrl);
  if (Entries.length === 0) {
    throw new ServiceError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (Entries.length > 10) {
    throw new ServiceError("TooManyEntriesInBatchRequest", "Maximum number of entries is 10.");
  }
  if (new Set(Entries.map(({ Id }) => Id)).size < Entries.length) {
    throw new ServiceError("BatchEntryIdsNotDistinct", "Two entries have the same Id.");
  }
  const bytes = Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
  if (bytes > 1_048_576) {
    throw new ServiceError("BatchRequestTooLong", "The entries are too long together.");
  }
  const Successful = Entries.map(({ Id, MessageBody, DelaySeconds }) => ({
    Id,
    ...sent(queue.send(MessageBody, DelaySeconds)),
  }));
  return { Successful, Failed: [] };
}

function sent({ id, bodyMd5 }: QueuedMessage) {
  return { MessageId: id, MD5OfMessageBody: bodyMd5 };
}

function received(one: QueuedMessage) {
  return {
    MessageId: one.id,
    ReceiptHandle: one.receiptHandle,
    MD5OfBody: one.bodyMd5,
    Body: one.body,
    Attributes: messageAttributes(one),
  };
}

export function messageAttributes(one: QueuedMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(one.receiveCount),
    ApproximateFirstReceiveTimestamp: String(Math.floor(one.firstReceivedAtMs ?? 0)),
    SentTimestamp: String(Math.floor(one.sentAtMs)),
  };
}

function attributes(queue: Queue) {
  const { visible, hidden } = queue.counts();
  return {
    Attributes: {
      QueueArn: queue.model.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
      VisibilityTimeout: String(queue.model.visibilitySeconds),
    },
  };
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
function move(
  queues: Queues,
  { SourceArn, DestinationArn }: z.infer<typeof inputs.StartMessageMoveTask>,
): unknown {
  const source = queues.byArn(SourceArn);
  const origin = source && queues.sourceOf(source);
  if (!source || !origin) {
    throw new ServiceError("ResourceNotFoundException", "The source is no dead-letter queue.");
  }
  const destination = DestinationArn === undefined ? origin : queues.byArn(DestinationArn);
  if (!destination) throw new ServiceError("ResourceNotFoundException", "No such destination.");
  source.moveTo(destination);
  return { TaskHandle: randomUUID() };
}
