import type { Context, SQSEvent } from "aws-lambda";
import { type Cached, cached } from "../core/aws/cached.ts";
import { createSecretsManager, createSqs } from "../core/aws/clients.ts";
import { required } from "../core/aws/environment.ts";
import { readSecret } from "../core/aws/secret.ts";
import * as budgets from "../core/time/budgets.ts";
import { type Deadline, withDeadline } from "../core/time/deadline.ts";
import { endpointsFrom } from "../core/webhook/endpoint.ts";
import { parseWebhookSecrets, type WebhookSecrets } from "../core/webhook/signing.ts";
import { createDeliver } from "./events/deliver.ts";
import { sendWebhooks } from "./events/send-webhooks.ts";

const secretsManager = createSecretsManager(process.env);
const secrets = new Map<string, Cached<WebhookSecrets>>();
/** A rotated secret is in use after so long. */
const maximumAgeMs = 60_000;

function secretsOf(secretArn: string, deadline: Deadline): Promise<WebhookSecrets> {
  const known = secrets.get(secretArn) ?? cached(fetchSecret, maximumAgeMs, Date.now);
  secrets.set(secretArn, known);
  return known.get(deadline);

  async function fetchSecret(within: Deadline): Promise<WebhookSecrets> {
    return parseWebhookSecrets((await readSecret(secretsManager.call, secretArn, within)) ?? "");
  }
}

const ports = {
  sqs: createSqs(process.env).call,
  queueUrl: required(process.env, "WEBHOOK_QUEUE_URL"),
  endpoints: endpointsFrom(process.env),
  secretsOf,
  nowEpochMs: Date.now,
  random: Math.random,
};

/** Sends webhooks. Connections are kept for one batch only: a frozen container would lose them. */
export const handler = (event: SQSEvent, context: Context) =>
  withDeadline(budgets.senderMs, context, async (deadline) => {
    const deliver = createDeliver({ timeoutMs: budgets.deliveryMs });
    try {
      return await sendWebhooks(event, deadline, { ...ports, deliver });
    } finally {
      deliver.close();
    }
  });
