import { randomUUID } from "node:crypto";
import type { Invoke } from "../gateway/invoke.ts";
import type { ScheduleModel } from "../template/model.ts";
import { accountId, region } from "../template/simulated-account.ts";

const patienceMs = 900_000;

/**
 * Invokes the targets of a scheduled rule, for the first time after one period.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function runSchedule(
  { arn, everyMs, functionArns }: ScheduleModel,
  invoke: Invoke,
): { stop(): Promise<void> } {
  const timer = setInterval(() => {
    const payload = JSON.stringify(scheduledEvent(arn));
    for (const functionArn of functionArns) void invoke(functionArn, payload, patienceMs);
  }, everyMs).unref();
  return { stop: async () => clearInterval(timer) };
}

function scheduledEvent(ruleArn: string) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [ruleArn],
    detail: {},
  };
}
