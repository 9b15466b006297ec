import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import { Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { expiringIndex } from "../../core/store/expiring-index.ts";
import type { StageSettings } from "../stages.ts";

/**
 * The one table: keys, accounts, audit events and idempotency records.
 *
 * It lives in one region on purpose. A rolling window is kept exact by conditional writes to one
 * item, and the replicas of a global table do not see each other's conditions in time: every
 * region would admit the limit once over.
 */
export class LatchkeyTable extends Table {
  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id, {
      // New events are published from it. Its records are of no charge to who writes.
      stream: StreamViewType.NEW_IMAGE,
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Keys owned by AWS: encrypted at rest at no charge per request. What is stored of an API
      // key is a peppered digest, and the pepper is not in the table.
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: "ttl",
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: "NIST.800.53.R5-DynamoDBInBackupPlan",
      reason:
        "Point-in-time recovery keeps every second of 35 days; plans of AWS Backup are the account's.",
    });
    // The items that requests write all have the sort key `KEY`, and those of keys that expire have
    // the number: a sparse index, which a request does not touch, since neither changes with it.
    this.addGlobalSecondaryIndex({
      indexName: expiringIndex,
      partitionKey: { name: "sk", type: AttributeType.STRING },
      sortKey: { name: "expires_at", type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}
