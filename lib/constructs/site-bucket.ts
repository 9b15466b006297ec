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
    Validations.of(this).acknowledge(
      ...["AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled"].map((id) => ({
        id,
        reason: "Holds what everybody may read, and only the distribution asks for it.",
      })),
      {
        id: "NIST.800.53.R5-S3DefaultEncryptionKMS",
        reason: "Holds what everybody may read; S3 encrypts it with keys of its own.",
      },
      ...["Replication", "Versioning"].map((feature) => ({
        id: `NIST.800.53.R5-S3Bucket${feature}Enabled`,
        reason: "Every deployment makes all of its content anew.",
      })),
    );
  }

  /** CDK's class declares this wider than the interface of buckets that its other parts take. */
  override get isWebsite(): boolean {
    return false;
  }
}
