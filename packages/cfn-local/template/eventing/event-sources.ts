import * as z from "zod";
import { StartError } from "../../start-error.ts";
import type { EventSources, FunctionModel, QueueModel, TableModel } from "../model.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack } from "../stack.ts";

const ignored = z.unknown().optional();

export const eventSourceProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  StartingPosition: z.literal("TRIM_HORIZON").optional(),
  BatchSize: z.number().int().min(1).max(10_000).optional(),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) })
    .optional(),
  FilterCriteria: z
    .strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) })
    .optional(),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  MaximumRecordAgeInSeconds: z.number().int().min(-1).max(604_800).default(-1),
  MaximumRetryAttempts: z.number().int().min(-1).max(10_000).default(-1),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2) }).optional(),
  Tags: ignored,
});
type Properties = z.infer<typeof eventSourceProperties>;

interface Targets {
  readonly functions: ReadonlyMap<string, FunctionModel>;
  readonly queues: readonly QueueModel[];
  readonly tables: readonly TableModel[];
}

/** @throws StartError for a mapping to or from something that is not in the template */
export function readEventSources(stack: Stack, targets: Targets): EventSources {
  const sources = stack.ofType("AWS::Lambda::EventSourceMapping").map((resource) => {
    const properties = readProperties(resource, eventSourceProperties);
    const common = {
      logicalId: resource.logicalId,
      functionArn: functionArnOf(properties, resource.logicalId, targets),
      reportsItemFailures: properties.FunctionResponseTypes.length > 0,
    };
    return { properties, common };
  });
  const streams = sources.flatMap(({ properties, common }) => {
    const table = targets.tables.find((one) => one.streamArn === properties.EventSourceArn);
    const name = table?.name ?? existingTableOf(properties.EventSourceArn);
    return name === undefined ? [] : [{ ...common, ...streamSource(properties, name) }];
  });
  const queues = sources.flatMap(({ properties, common }) => {
    const queue = targets.queues.find(({ arn }) => arn === properties.EventSourceArn);
    return queue ? [{ ...common, ...queueSource(properties) }] : [];
  });
  for (const { properties, common } of sources) {
    const isKnown = [...streams, ...queues].some((one) => one.logicalId === common.logicalId);
    if (isKnown) continue;
    throw new StartError(
      `${common.logicalId} reads ${properties.EventSourceArn}, which is no stream or queue of the template.`,
    );
  }
  return { streams, queues };
}

/** A template may name the stream of a table that is there already, as a literal. */
function existingTableOf(streamArn: string): string | undefined {
  return /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)\/stream\/./.exec(streamArn)?.[1];
}

function streamSource(properties: Properties, tableName: string) {
  return {
    tableName,
    streamArn: properties.EventSourceArn,
    batchSize: properties.BatchSize ?? 100,
    patterns: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern),
    bisects: properties.BisectBatchOnFunctionError,
    maximumRetries: orUnlimited(properties.MaximumRetryAttempts),
    maximumAgeSeconds: orUnlimited(properties.MaximumRecordAgeInSeconds),
    onFailureArn: properties.DestinationConfig?.OnFailure.Destination,
  };
}

function queueSource(properties: Properties) {
  return {
    queueArn: properties.EventSourceArn,
    batchSize: properties.BatchSize ?? 10,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
  };
}

/** "-1 sets the maximum … to infinite" */
function orUnlimited(value: number): number | undefined {
  return value === -1 ? undefined : value;
}

/** By name or by ARN. */
function functionArnOf(
  { FunctionName }: Properties,
  logicalId: string,
  { functions }: Targets,
): string {
  const found = [...functions.values()].find(
    ({ arn, name }) => arn === FunctionName || name === FunctionName,
  );
  if (found) return found.arn;
  throw new StartError(`${logicalId} calls ${FunctionName}, which is not in the template.`);
}
