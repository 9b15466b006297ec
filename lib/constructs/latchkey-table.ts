import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
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
  }
}
