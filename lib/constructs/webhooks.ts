import { createHash } from "node:crypto";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import * as budgets from "../../core/time/budgets.ts";
import { type DeployedEndpoint, endpointsVariable } from "../../core/webhook/endpoint.ts";
import { attempts } from "../../core/webhook/pauses.ts";
import type { Bundles } from "../bundles.ts";
import { mayConsume, mayRead } from "../permissions.ts";
import type { StageSettings } from "../stages.ts";
import { LambdaFunction } from "./lambda-function.ts";
import { acceptByHand } from "./latchkey-secrets.ts";

export interface WebhooksProps {
  readonly settings: StageSettings;
  readonly bundles: Bundles;
}

/** Base64 of 33 bytes, of which these characters can have 262 bits. */
const secretLength = 44;

/** Webhooks of one batch are sent at the same time. */
const batchSize = 10;

/** AWS Lambda developer guide, "Using Lambda with Amazon SQS": six times the function's time-out. */
const visibilityFactor = 6;

/** The queue of webhooks, what sends them, and where those go that could not be delivered in a day. */
export class Webhooks extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly endpoints: readonly DeployedEndpoint[];

  constructor(scope: Construct, id: string, { settings, bundles }: WebhooksProps) {
    super(scope, id);
    const timeout = Duration.seconds(budgets.timeoutSecondsFor(budgets.senderMs));
    this.deadLetters = newDeadLetterQueue(this, "DeadLetters");
    this.queue = new Queue(this, "Queue", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * visibilityFactor),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: attempts },
    });
    const secrets = settings.webhooks.map(({ url }) => this.newSecret(url, settings));
    this.endpoints = settings.webhooks.map((endpoint, index) => ({
      ...endpoint,
      secretArn: secrets[index]?.secretArn ?? "",
    }));
    const sender = new LambdaFunction(this, "Sender", {
      settings,
      bundle: bundles["webhook-sender"],
      description: "Latchkey: sends webhooks",
      memoryMegabytes: 512,
      timeout,
      environment: {
        WEBHOOK_QUEUE_URL: this.queue.queueUrl,
        [endpointsVariable]: JSON.stringify(this.endpoints),
      },
      permissions: [mayConsume(this.queue), ...secrets.map(mayRead)],
    });
    new EventSourceMapping(this, "Source", {
      target: sender.function,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxConcurrency: 10,
      reportBatchItemFailures: true,
    });
  }

  /** Named by its URL: an endpoint keeps its secret, whatever the others are. */
  private newSecret(url: string, settings: StageSettings): Secret {
    const name = createHash("sha256").update(url).digest("hex").slice(0, 8);
    const secret = new Secret(this, `Secret${name}`, {
      description: "Latchkey: signs the webhooks of one endpoint",
      generateSecretString: {
        passwordLength: secretLength,
        excludePunctuation: true,
        secretStringTemplate: "{}",
        generateStringKey: "current",
      },
      removalPolicy: settings.removalPolicy,
    });
    acceptByHand(
      secret,
      "Rotated by command, when the receiver can take the new one; both sign meanwhile.",
    );
    return secret;
  }
}

/** A queue for what was given up. */
export function newDeadLetterQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge(
    ...["AwsSolutions-SQS3", "Serverless-SQSRedrivePolicy"].map((id) => ({
      id,
      reason: "It is a dead-letter queue itself.",
    })),
  );
  return queue;
}
