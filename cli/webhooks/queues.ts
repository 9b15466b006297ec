import { batchesOf } from "../../core/webhook/batches.ts";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";

export interface Counts {
  /** Webhooks that wait for their first or next attempt. */
  readonly waiting: number;
  /** Webhooks that could not be delivered in a day. */
  readonly deadLetters: number;
}

/** The queues of webhooks. */
export interface WebhookQueues {
  /** Needs `sqs:GetQueueAttributes`, and `sqs:GetQueueUrl` for the dead-letter queue. */
  count(): Promise<Counts>;
  /** Moves the dead letters back. Needs `sqs:StartMessageMoveTask` and what SQS asks for with it. */
  moveDeadLetters(): Promise<void>;
  /** Needs `sqs:SendMessage`. */
  send(bodies: readonly string[]): Promise<void>;
}

/** @throws CliError (each of its functions) if SQS cannot be reached or refuses */
export async function openQueues(deployment: Deployment): Promise<WebhookQueues> {
  const {
    GetQueueAttributesCommand,
    SQSClient,
    SendMessageBatchCommand,
    StartMessageMoveTaskCommand,
  } = await import("@aws-sdk/client-sqs");
  const QueueUrl = outputOf(deployment, "WebhookQueueUrl");
  const SourceArn = outputOf(deployment, "WebhookDeadLetterQueueArn");
  const client = new SQSClient(await clientSettings(deployment, "sqs"));

  async function sizeOf(url: string): Promise<number> {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    return (
      Number(Attributes?.ApproximateNumberOfMessages) +
      Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
    );
  }

  return {
    count: () =>
      callingAws(deployment.aws, "count the messages of the webhook queues", async () => ({
        waiting: await sizeOf(QueueUrl),
        deadLetters: await sizeOf(urlBeside(QueueUrl, SourceArn)),
      })),
    moveDeadLetters: () =>
      callingAws(deployment.aws, "move the dead letters", async () => {
        await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      }),
    send: (bodies) =>
      callingAws(deployment.aws, "send to the webhook queue", async () => {
        for (const batch of batchesOf(bodies, Buffer.byteLength)) {
          const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
          const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
          if (!Failed?.length) continue;
          throw new CliError("unreachable", `SQS refused ${Failed.length} messages. Try again.`);
        }
      }),
  };
}

/** A queue of the same account and Region has the same address, but for its name. */
function urlBeside(queueUrl: string, arn: string): string {
  return queueUrl.replace(/[^/]+$/, arn.split(":").at(-1) ?? "");
}
