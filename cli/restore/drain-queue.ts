import { open } from "node:fs/promises";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";

export interface ReceivedMessage {
  readonly body: string;
  readonly receipt: string;
}

/** A queue that an archive is replayed into. */
export interface ReplayQueue {
  /** Waits for messages for some seconds. Returns none if none came. */
  receive(): Promise<readonly ReceivedMessage[]>;
  remove(messages: readonly ReceivedMessage[]): Promise<void>;
}

const waitSeconds = 5;
/**
 * A long poll asks all servers of a queue, so two empty answers mean that it is empty: they take longer than
 * an interrupted run can hide a message.
 */
const emptyAnswers = 2;
const hiddenSeconds = 5;

/**
 * Moves a queue's messages into a file, a line each. A message is removed once it is on disk, so an
 * interrupted run loses none; one that is there twice does no harm.
 *
 * @returns how many there were
 * @throws CliError if a message is no JSON
 */
export async function drainQueue(
  queue: ReplayQueue,
  path: string,
  progress: (count: number) => void,
): Promise<number> {
  const file = await open(path, "a", 0o600);
  let count = 0;
  try {
    for (let empty = 0; empty < emptyAnswers; ) {
      const messages = await queue.receive();
      empty = messages.length === 0 ? empty + 1 : 0;
      if (messages.length === 0) continue;
      await file.appendFile(messages.map(({ body }) => `${oneLine(body)}\n`).join(""));
      await file.sync();
      await queue.remove(messages);
      count += messages.length;
      progress(count);
    }
    return count;
  } finally {
    await file.close();
  }
}

function oneLine(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    throw new CliError("misuse", "The queue has a message that is no JSON: is it the right queue?");
  }
}

const mostMessages = 10;

/** Needs `sqs:ReceiveMessage` and `sqs:DeleteMessage`. */
export async function openReplayQueue(
  deployment: Deployment,
  QueueUrl: string,
): Promise<ReplayQueue> {
  const { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } = await import(
    "@aws-sdk/client-sqs"
  );
  const client = new SQSClient(await clientSettings(deployment, "sqs"));
  const calling = <T>(calls: () => Promise<T>) =>
    callingAws(deployment.aws, `empty the queue ${QueueUrl}`, calls);
  return {
    receive: () =>
      calling(async () => {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: mostMessages,
            WaitTimeSeconds: waitSeconds,
            // The queue's own timeout may be hours. A slow disk makes a message come twice, harmlessly.
            VisibilityTimeout: hiddenSeconds,
          }),
        );
        return Messages.map(({ Body = "", ReceiptHandle = "" }) => ({
          body: Body,
          receipt: ReceiptHandle,
        }));
      }),
    remove: (messages) =>
      calling(async () => {
        const Entries = messages.map(({ receipt }, index) => ({
          Id: String(index),
          ReceiptHandle: receipt,
        }));
        // A message that could not be removed comes again, harmlessly.
        await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }),
  };
}
