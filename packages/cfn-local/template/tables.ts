import * as z from "zod";
import type { TableModel } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

const ignored = z.unknown().optional();

/** Indexes and streams are refused: the product is built without them. */
export const tableProperties = z.strictObject({
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  KeySchema: z.array(
    z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }),
  ),
  BillingMode: z.literal("PAY_PER_REQUEST"),
  TimeToLiveSpecification: z
    .strictObject({ AttributeName: z.string(), Enabled: z.boolean() })
    .optional(),
  TableName: ignored,
  DeletionProtectionEnabled: ignored,
  PointInTimeRecoverySpecification: ignored,
  ContributorInsightsSpecification: ignored,
  OnDemandThroughput: ignored,
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
      keys: properties.KeySchema.map(({ AttributeName, KeyType }) => ({
        name: AttributeName,
        type: KeyType,
      })),
      ttlAttribute: ttl?.Enabled ? ttl.AttributeName : undefined,
    };
  });
}
