import * as z from "zod";
import type { ScheduleModel } from "../model.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack } from "../stack.ts";

const ignored = z.unknown().optional();

export const eventBusProperties = z.strictObject({
  Name: z.string(),
  Description: ignored,
  KmsKeyIdentifier: ignored,
  Tags: ignored,
});

const rate = z.string().regex(/^rate\(\d+ (minute|hour|day)s?\)$/, "only rate(…) is supported");

/** Rules with patterns are refused: nothing reads a bus here. */
export const ruleProperties = z.strictObject({
  Name: z.string().optional(),
  ScheduleExpression: rate,
  State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  Targets: z.array(z.strictObject({ Id: z.string(), Arn: z.string() })).default([]),
  Description: ignored,
  Tags: ignored,
});

export function readEventBuses(stack: Stack): string[] {
  return stack
    .ofType("AWS::Events::EventBus")
    .map((resource) => readProperties(resource, eventBusProperties).Name);
}

export function readSchedules(stack: Stack): ScheduleModel[] {
  return stack
    .ofType("AWS::Events::Rule")
    .map((resource) => ({ resource, properties: readProperties(resource, ruleProperties) }))
    .filter(({ properties }) => properties.State === "ENABLED")
    .map(({ resource, properties }) => ({
      arn: String(stack.attribute(resource.logicalId, "Arn")),
      everyMs: millisecondsOf(properties.ScheduleExpression),
      functionArns: properties.Targets.map(({ Arn }) => Arn),
    }));
}

const unitsMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function millisecondsOf(expression: string): number {
  const [, count, unit] = /\((\d+) (minute|hour|day)/.exec(expression) ?? [];
  const unitMs = Object.entries(unitsMs).find(([name]) => name === unit)?.[1] ?? 0;
  return Number(count) * unitMs;
}
