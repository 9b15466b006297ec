import { StartError } from "../../start-error.ts";
import type { BucketModel } from "../bucket/model.ts";
import type { RestApi } from "../model.ts";
import { readProperties } from "../read-properties.ts";
import { accountId, apiHost, partition } from "../simulated-account.ts";
import type { Stack } from "../stack.ts";
import type { Origin } from "./model.ts";
import { type OriginProperties, originAccessControlProperties } from "./properties.ts";

/** The resources that an origin may refer to. */
export interface Served {
  readonly apis: readonly RestApi[];
  readonly buckets: readonly BucketModel[];
}

/**
 * The origins of a distribution, by their ids in it.
 *
 * @throws StartError for one that is no bucket or API of the template, or that may not be read
 */
export function readOrigins(
  stack: Stack,
  origins: readonly OriginProperties[],
  served: Served,
  distributionId: string,
): Map<string, Origin> {
  const accessControls = readAccessControls(stack);
  const arn = `arn:${partition}:cloudfront::${accountId}:distribution/${distributionId}`;
  return new Map(
    origins.map((origin) => {
      const found = bucketOf(origin, served, accessControls, arn) ?? apiOf(origin, served);
      if (found) return [origin.Id, found];
      throw new StartError(
        `The distribution's origin ${origin.Id} is neither a bucket nor an API.`,
      );
    }),
  );
}

function bucketOf(
  { DomainName, Id, OriginAccessControlId = "" }: OriginProperties,
  { buckets }: Served,
  accessControls: ReadonlySet<string>,
  distributionArn: string,
): Origin | undefined {
  const bucket = buckets.find(({ regionalDomainName }) => regionalDomainName === DomainName);
  if (!bucket) return undefined;
  if (!accessControls.has(OriginAccessControlId) || !bucket.readers.has(distributionArn)) {
    throw new StartError(`The distribution may not read its origin ${Id}.`);
  }
  return { kind: "bucket", bucketName: bucket.name };
}

function apiOf(origin: OriginProperties, { apis }: Served): Origin | undefined {
  const { DomainName: domainName, CustomOriginConfig, OriginCustomHeaders } = origin;
  const api = apis.find(({ id }) => domainName === apiHost(id));
  if (!api || !CustomOriginConfig) return undefined;
  const customHeaders = OriginCustomHeaders.map(
    ({ HeaderName, HeaderValue }) => [HeaderName, HeaderValue] as const,
  );
  return { kind: "api", apiId: api.id, domainName, customHeaders };
}

function readAccessControls(stack: Stack): Set<string> {
  const ids = stack.ofType("AWS::CloudFront::OriginAccessControl").map((resource) => {
    readProperties(resource, originAccessControlProperties);
    return String(stack.ref(resource.logicalId));
  });
  return new Set(ids);
}
