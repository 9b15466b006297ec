import * as z from "zod";
import { StartError } from "../../start-error.ts";
import type { AssetDirectories } from "../assembly.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack, StackResource } from "../stack.ts";
import { type BucketDeployment, readDeployments } from "./deployment.ts";
import type { BucketModel, ObjectModel } from "./model.ts";
import { readersOf } from "./readers.ts";

const ignored = z.unknown().optional();

/** Nothing that would make a bucket answer by itself, such as a website or CORS. */
export const bucketProperties = z.strictObject({
  BucketEncryption: ignored,
  BucketName: ignored,
  LifecycleConfiguration: ignored,
  LoggingConfiguration: ignored,
  OwnershipControls: ignored,
  PublicAccessBlockConfiguration: ignored,
  Tags: ignored,
  VersioningConfiguration: ignored,
});

/**
 * The buckets of a stack, filled.
 *
 * @throws StartError if two deployments write or delete the same object: their order would matter
 */
export function readBuckets(stack: Stack, assets: AssetDirectories): BucketModel[] {
  const deployments = readDeployments(stack, assets);
  return stack.ofType("AWS::S3::Bucket").map((resource) => {
    readProperties(resource, bucketProperties);
    const name = String(stack.ref(resource.logicalId));
    return {
      name,
      regionalDomainName: String(stack.attribute(resource.logicalId, "RegionalDomainName")),
      readers: readersOf(stack, name),
      objects: merged(
        deployments.filter(({ bucketName }) => bucketName === name),
        resource,
      ),
    };
  });
}

function merged(
  deployments: readonly BucketDeployment[],
  { logicalId }: StackResource,
): Map<string, ObjectModel> {
  const objects = new Map<string, ObjectModel>();
  for (const deployment of deployments) {
    for (const [key, object] of deployment.objects) {
      const rival = deployments.find(
        (other) => other !== deployment && (other.prunes(key) || other.objects.has(key)),
      );
      if (rival) {
        throw new StartError(
          `${deployment.logicalId} puts ${key} into ${logicalId}, where ${rival.logicalId} replaces or deletes it.`,
        );
      }
      objects.set(key, object);
    }
  }
  return objects;
}
