import * as z from "zod";
import type { TableModel } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

const ignored = z.unknown().optional();

/** "-1" is for no limit. */
const greatestUnits = z.union([z.int().positive(), z.literal(-1)]).optional();

const keySchema = z.array(
  z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }),
);

export const tableProperties = z.strictObject({
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({
          ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
          NonKeyAttributes: z.array(z.string()).default([]),
        }),
        ContributorInsightsSpecification: ignored,
        OnDemandThroughput: ignored,
      }),
    )
    .default([]),
  StreamSpecification: z
    .strictObject({
      StreamViewType: z.enum(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]),
      ResourcePolicy: ignored,
    })
    .optional(),
  BillingMode: z.literal("PAY_PER_REQUEST"),
  TimeToLiveSpecification: z
    .strictObject({ AttributeName: z.string(), Enabled: z.boolean() })
    .optional(),
  TableName: ignored,
  DeletionProtectionEnabled: ignored,
  PointInTimeRecoverySpecification: ignored,
  ContributorInsightsSpecification: ignored,
  OnDemandThroughput: z
    .strictObject({ MaxReadRequestUnits: greatestUnits, MaxWriteRequestUnits: greatestUnits })
    .default({}),
  SSESpecification: ignored,
  TableClass: ignored,
  Tags: ignored,
});

export function readTables(stack: Stack): TableModel[] {
  return stack.ofType("AWS::DynamoDB::Table").map((resource) => {
    const properties = readProperties(resource, tableProperties);
    const ttl = properties.TimeToLiveSpecification;
    return {
      name: String(stack.ref(resource.logicalId)),
      attributes: properties.AttributeDefinitions.map(({ AttributeName, AttributeType }) => ({
        name: AttributeName,
        type: AttributeType,
      })),
      keys: keysOf(properties.KeySchema),
      indexes: properties.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
        name: IndexName,
        keys: keysOf(KeySchema),
        projection: Projection.ProjectionType,
        included: Projection.NonKeyAttributes,
      })),
      streamView: properties.StreamSpecification?.StreamViewType,
      streamArn: properties.StreamSpecification
        ? String(stack.attribute(resource.logicalId, "StreamArn"))
        : undefined,
      greatestUnits: {
        Read: unlessNone(properties.OnDemandThroughput.MaxReadRequestUnits),
        Write: unlessNone(properties.OnDemandThroughput.MaxWriteRequestUnits),
      },
      ttlAttribute: ttl?.Enabled ? ttl.AttributeName : undefined,
    };
  });
}

function keysOf(schema: z.infer<typeof keySchema>): TableModel["keys"] {
  return schema.map(({ AttributeName, KeyType }) => ({ name: AttributeName, type: KeyType }));
}

function unlessNone(units: number | undefined): number | undefined {
  return units === -1 ? undefined : units;
}
