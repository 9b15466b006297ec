import type { Invoke } from "../gateway/invoke.ts";
import type { QueueSource } from "../template/model.ts";
import { region } from "../template/simulated-account.ts";
import { failedItems } from "./batch-response.ts";
import type { Queue, QueuedMessage } from "./queue.ts";
import { messageAttributes } from "./sqs.ts";

/** The longest that a function may run. */
const patienceMs = 900_000;

/** "Lambda starts … with five concurrent invocations" and adds more; here there is no need for more. */
const defaultConcurrency = 5;

/**
 * Invokes a function with the messages of a queue. Those of a batch that succeeded are deleted; the
 * others come again once they are visible.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function consumeQueue(
  source: QueueSource,
  queue: Queue,
  invoke: Invoke,
): { stop(): Promise<void> } {
  const greatest = source.maximumConcurrency ?? defaultConcurrency;
  let running = 0;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  function pump(): void {
    clearTimeout(timer);
    while (!isStopped && running < greatest) {
      const messages = queue.receive(source.batchSize);
      if (messages.length === 0) break;
      running++;
      void handle(messages).finally(() => {
        running--;
        pump();
      });
    }
    const nextMs = queue.nextVisibleInMs();
    if (isStopped || running >= greatest || nextMs === undefined) return;
    timer = setTimeout(pump, Math.max(Math.ceil(nextMs), 1)).unref();
  }

  async function handle(messages: readonly QueuedMessage[]): Promise<void> {
    const payload = JSON.stringify({ Records: messages.map((one) => recordOf(one, source)) });
    const invocation = await invoke(source.functionArn, payload, patienceMs);
    const failed = failedItems(invocation, source.reportsItemFailures);
    if (!failed) return;
    for (const { id, receiptHandle } of messages) {
      if (!failed.has(id) && receiptHandle !== undefined) queue.delete(receiptHandle);
    }
  }

  // Several messages of one call are one batch.
  let isPlanned = false;
  queue.listen(() => {
    if (isPlanned || isStopped) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      pump();
    });
  });
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

function recordOf(message: QueuedMessage, { queueArn }: QueueSource) {
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: messageAttributes(message),
    messageAttributes: {},
    md5OfBody: message.bodyMd5,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
