import * as z from "zod";
import type { AlarmModel } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

const ignored = z.unknown().optional();

/** Nobody is alarmed here, so only the watched metric has an effect. */
export const alarmProperties = z.strictObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
  ActionsEnabled: ignored,
  AlarmActions: ignored,
  AlarmDescription: ignored,
  AlarmName: ignored,
  ComparisonOperator: ignored,
  DatapointsToAlarm: ignored,
  EvaluateLowSampleCountPercentile: ignored,
  EvaluationPeriods: ignored,
  ExtendedStatistic: ignored,
  InsufficientDataActions: ignored,
  Metrics: ignored,
  OKActions: ignored,
  Period: ignored,
  Statistic: ignored,
  Tags: ignored,
  Threshold: ignored,
  ThresholdMetricId: ignored,
  TreatMissingData: ignored,
  Unit: ignored,
});

/** The alarms of a stack that watch one metric; those of an expression are left out. */
export function readAlarms(stack: Stack): AlarmModel[] {
  return stack.ofType("AWS::CloudWatch::Alarm").flatMap((resource) => {
    const { Namespace, MetricName, Dimensions } = readProperties(resource, alarmProperties);
    if (Namespace === undefined || MetricName === undefined) return [];
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
    const metric = { namespace: Namespace, name: MetricName, dimensions };
    return [{ logicalId: resource.logicalId, metric }];
  });
}
