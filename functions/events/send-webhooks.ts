import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { JsonCall } from "../../core/aws/json-service.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import type { DeployedEndpoint } from "../../core/webhook/endpoint.ts";
import { type WebhookMessage, webhookMessage } from "../../core/webhook/message.ts";
import { pauseSecondsAfter } from "../../core/webhook/pauses.ts";
import { signatureHeaders, type WebhookSecrets } from "../../core/webhook/signing.ts";
import { logFault } from "../http/log.ts";
import type { Deliver, Delivery } from "./deliver.ts";

export interface SendPorts {
  readonly sqs: JsonCall;
  readonly queueUrl: string;
  readonly endpoints: readonly DeployedEndpoint[];
  readonly secretsOf: (secretArn: string, deadline: Deadline) => Promise<WebhookSecrets>;
  readonly deliver: Deliver;
  readonly nowEpochMs: () => number;
  /** A number from 0 to 1: the jitter. */
  readonly random: () => number;
}

/**
 * Delivers a batch of webhooks, all at the same time. A message whose delivery failed stays in the
 * queue, hidden for a pause that grows with each attempt.
 */
export async function sendWebhooks(
  { Records }: SQSEvent,
  deadline: Deadline,
  ports: SendPorts,
): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(
    Records.map(async (record) => {
      const delivery = await attempt(record, deadline, ports);
      if (delivery.kind === "delivered") return [];
      await postpone(record, delivery.retryAfterSeconds, deadline, ports);
      return [{ itemIdentifier: record.messageId }];
    }),
  );
  return { batchItemFailures: outcomes.flat() };
}

/** A webhook whose endpoint is no longer configured counts as delivered. */
async function attempt(record: SQSRecord, deadline: Deadline, ports: SendPorts): Promise<Delivery> {
  try {
    const message = webhookMessage.parse(JSON.parse(record.body));
    const endpoint = ports.endpoints.find(({ url }) => url === message.url);
    if (!endpoint) return { kind: "delivered" };
    const delivery = await send(message, endpoint, deadline, ports);
    if (delivery.kind === "delivered") return delivery;
    const fields = { eventId: message.event.id, attempt: receiveCountOf(record) };
    console.warn(
      JSON.stringify({ level: "warn", message: "a webhook failed", ...fields, ...delivery }),
    );
    return delivery;
  } catch (error) {
    logFault("a webhook could not be sent", error);
    return { kind: "failed", reason: "fault" };
  }
}

async function send(
  { event }: WebhookMessage,
  endpoint: DeployedEndpoint,
  deadline: Deadline,
  { secretsOf, deliver, nowEpochMs }: SendPorts,
): Promise<Delivery> {
  const secrets = await secretsOf(endpoint.secretArn, deadline);
  const body = JSON.stringify(event);
  const headers = {
    "content-type": "application/json",
    "user-agent": "Latchkey-Webhooks",
    ...signatureHeaders(secrets, event.id, body, nowEpochMs()),
  };
  return deliver(endpoint, headers, body);
}

/** Without the pause the message comes again after the queue's own visibility timeout. */
async function postpone(
  record: SQSRecord,
  askedSeconds: number | undefined,
  deadline: Deadline,
  { sqs, queueUrl, random }: SendPorts,
): Promise<void> {
  const input = {
    QueueUrl: queueUrl,
    ReceiptHandle: record.receiptHandle,
    VisibilityTimeout: pauseSecondsAfter(receiveCountOf(record), random(), askedSeconds),
  };
  await sqs("ChangeMessageVisibility", input, deadline).catch((error) =>
    logFault("the pause of a webhook could not be set", error),
  );
}

function receiveCountOf({ attributes }: SQSRecord): number {
  return Number(attributes.ApproximateReceiveCount);
}
