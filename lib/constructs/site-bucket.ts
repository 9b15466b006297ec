import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { RemovalPolicy, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { StageSettings } from "../stages.ts";

/**
 * The files of the site. Only the distribution can read them.
 *
 * CloudFormation deletes no bucket that has something in it, so where the bucket goes with the
 * stack, a function of CDK's empties it first.
 */
export class SiteBucket extends Bucket {
  constructor(scope: Construct, id: string, { removalPolicy }: StageSettings) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge({
      id: "AwsSolutions-S1",
      reason: "Holds what everybody may read, and only the distribution asks for it.",
    });
  }

  /** CDK's class declares this wider than the interface of buckets that its other parts take. */
  override get isWebsite(): boolean {
    return false;
  }
}
