import * as z from "zod";
import type { QueueModel } from "../model.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack } from "../stack.ts";

const ignored = z.unknown().optional();

/** Defaults are CloudFormation's: visible after 30 seconds, kept for 4 days. FIFO queues are refused. */
export const queueProperties = z.strictObject({
  QueueName: z.string().optional(),
  DelaySeconds: z.number().int().min(0).max(900).default(0),
  VisibilityTimeout: z.number().int().min(0).max(43_200).default(30),
  MessageRetentionPeriod: z.number().int().min(60).max(1_209_600).default(345_600),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int() })
    .optional(),
  SqsManagedSseEnabled: ignored,
  KmsMasterKeyId: ignored,
  Tags: ignored,
});

export function readQueues(stack: Stack): QueueModel[] {
  return stack.ofType("AWS::SQS::Queue").map((resource) => {
    const properties = readProperties(resource, queueProperties);
    return {
      arn: String(stack.attribute(resource.logicalId, "Arn")),
      url: String(stack.ref(resource.logicalId)),
      delaySeconds: properties.DelaySeconds,
      visibilitySeconds: properties.VisibilityTimeout,
      retentionSeconds: properties.MessageRetentionPeriod,
      deadLetterArn: properties.RedrivePolicy?.deadLetterTargetArn,
      maxReceiveCount: properties.RedrivePolicy?.maxReceiveCount,
    };
  });
}
