import { afterAll, beforeAll, describe, it } from "@jest/globals";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

describe("the table", () => {
  let dev: Synthesised;
  let prod: Synthesised;
  beforeAll(async () => {
    dev = await synthesised("dev");
    prod = await synthesised("prod");
  });
  afterAll(() => {
    dev.dispose();
    prod.dispose();
  });

  it("is one, in one region, on demand, with point-in-time recovery and TTL", () => {
    dev.template.resourceCountIs("AWS::DynamoDB::GlobalTable", 0);
    dev.template.resourceCountIs("AWS::DynamoDB::Table", 1);
    dev.template.hasResourceProperties("AWS::DynamoDB::Table", {
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "expires_at", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
      GlobalSecondaryIndexes: [
        {
          IndexName: "expiring",
          KeySchema: [
            { AttributeName: "sk", KeyType: "HASH" },
            { AttributeName: "expires_at", KeyType: "RANGE" },
          ],
          // A request changes neither, so it does not write to the index.
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    });
  });

  it("goes with the stack in dev", () => {
    dev.template.hasResource("AWS::DynamoDB::Table", {
      Properties: { DeletionProtectionEnabled: false },
      DeletionPolicy: "Delete",
      UpdateReplacePolicy: "Delete",
    });
  });

  it("outlives the stack in prod", () => {
    prod.template.hasResource("AWS::DynamoDB::Table", {
      Properties: { DeletionProtectionEnabled: true },
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  });
});
