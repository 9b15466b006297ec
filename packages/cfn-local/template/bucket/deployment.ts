import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import * as z from "zod";
import { StartError } from "../../start-error.ts";
import type { AssetDirectories } from "../assembly.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack, StackResource } from "../stack.ts";
import { contentTypeOf } from "./content-type.ts";
import { fileFilter } from "./file-filter.ts";
import type { ObjectModel } from "./model.ts";

export const deploymentType = "Custom::CDKBucketDeployment";

const ignored = z.unknown().optional();
const isTrue = z.union([
  z.boolean(),
  z.enum(["true", "false"]).transform((text) => text === "true"),
]);

/** The headers, besides the content type, that S3 stores with an object and returns with it. */
const systemMetadata = z.strictObject({
  "cache-control": z.string().optional(),
  "content-disposition": z.string().optional(),
  "content-language": z.string().optional(),
  "content-type": z.string().optional(),
});

export const bucketDeploymentProperties = z.strictObject({
  ServiceToken: z.string(),
  SourceObjectKeys: z.array(z.string()),
  // Shorter than the sources if the last ones have no markers.
  SourceMarkers: z.array(z.record(z.string(), z.string())).default([]),
  DestinationBucketName: z.string(),
  DestinationBucketKeyPrefix: z.string().default(""),
  SystemMetadata: systemMetadata.default({}),
  Exclude: z.array(z.string()).default([]),
  Include: z.array(z.string()).default([]),
  Prune: isTrue.default(true),
  DestinationBucketArn: ignored,
  DistributionId: ignored,
  DistributionPaths: ignored,
  OutputObjectKeys: ignored,
  RetainOnDelete: ignored,
  SourceBucketNames: ignored,
  WaitForDistributionInvalidation: ignored,
});

type DeploymentProperties = z.infer<typeof bucketDeploymentProperties>;

export interface BucketDeployment {
  readonly logicalId: string;
  readonly bucketName: string;
  readonly objects: ReadonlyMap<string, ObjectModel>;
  /** Whether it deletes an object that is not its own. */
  prunes(key: string): boolean;
}

/** The objects that `aws s3 sync` would upload to buckets and delete from them. */
export function readDeployments(stack: Stack, assets: AssetDirectories): BucketDeployment[] {
  return stack.ofType(deploymentType).map((resource) => readDeployment(stack, resource, assets));
}

function readDeployment(
  stack: Stack,
  resource: StackResource,
  assets: AssetDirectories,
): BucketDeployment {
  const properties = readProperties(resource, bucketDeploymentProperties);
  const prefix = folderOf(properties.DestinationBucketKeyPrefix);
  const isTaken = fileFilter(properties.Exclude, properties.Include);
  return {
    logicalId: resource.logicalId,
    bucketName: properties.DestinationBucketName,
    objects: objectsOf(stack, properties, prefix, isTaken, assets),
    prunes: (key) =>
      properties.Prune && key.startsWith(prefix) && isTaken(key.slice(prefix.length)),
  };
}

/** `/` is no prefix; any other one is a folder, whether it ends in a slash or not. */
function folderOf(prefix: string): string {
  return prefix === "" || prefix === "/" ? "" : prefix.replace(/\/?$/, "/");
}

function objectsOf(
  stack: Stack,
  properties: DeploymentProperties,
  prefix: string,
  isTaken: (path: string) => boolean,
  assets: AssetDirectories,
): Map<string, ObjectModel> {
  const objects = new Map<string, ObjectModel>();
  for (const [index, sourceKey] of properties.SourceObjectKeys.entries()) {
    const directory = assets.directoryOf(sourceKey);
    const markers = Object.entries(properties.SourceMarkers[index] ?? {});
    const replacements = markers.length > 0 ? [...markers, ...stack.standIns()] : [];
    for (const path of filesBelow(directory).filter(isTaken)) {
      const headers = headersOf(path, properties.SystemMetadata);
      objects.set(prefix + path, { file: join(directory, path), replacements, headers });
    }
  }
  return objects;
}

function headersOf(path: string, metadata: DeploymentProperties["SystemMetadata"]) {
  const given: Record<string, string | undefined> = { ...metadata };
  const headers = { "content-type": contentTypeOf(path), ...given };
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[capitalised(name), value] as const],
  );
}

function capitalised(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
      .map((path) => path.split(sep).join("/"));
  } catch {
    throw new StartError(
      `A deployment's source ${directory} is no directory; archives are not known.`,
    );
  }
}
