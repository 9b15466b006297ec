import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { CloudWatchLogsEvent } from "aws-lambda";
import * as z from "zod";
import type { LogBatch } from "../../core/store/refusals.ts";

/** A batch of log lines that a subscription filter let through. */
export interface DeliveredLog extends LogBatch {
  readonly messages: readonly string[];
}

const delivery = z.object({
  messageType: z.string(),
  logStream: z.string(),
  logEvents: z.array(z.object({ id: z.string(), message: z.string() })),
});

/**
 * Reads what CloudWatch Logs delivers. A batch that is delivered again has the same id.
 *
 * @returns undefined for a message that only checks whether the function is there
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function readDelivery({ awslogs }: CloudWatchLogsEvent): DeliveredLog | undefined {
  const text = gunzipSync(Buffer.from(awslogs.data, "base64")).toString("utf8");
  const { messageType, logStream, logEvents } = delivery.parse(JSON.parse(text));
  if (messageType !== "DATA_MESSAGE") return undefined;
  const digest = createHash("sha256").update(logStream);
  for (const { id } of logEvents) digest.update(`/${id}`);
  const bytes = digest.digest();
  return {
    id: bytes.toString("base64url").slice(0, 16),
    number: bytes.readUInt32BE(),
    messages: logEvents.map(({ message }) => message),
  };
}
