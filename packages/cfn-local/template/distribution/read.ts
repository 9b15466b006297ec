import { StartError } from "../../start-error.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack, StackResource } from "../stack.ts";
import { readEdgeFunctions } from "./edge-functions.ts";
import { readHeadersPolicies } from "./headers-policies.ts";
import type { Behavior, Distribution, Origin } from "./model.ts";
import { readOrigins, type Served } from "./origins.ts";
import { policyOf, readCachePolicies, readOriginRequestPolicies } from "./policies.ts";
import { type BehaviorProperties, distributionProperties } from "./properties.ts";

/**
 * Errors that CloudFront keeps for ten seconds unless told otherwise, whatever the cache policy says.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 */
const keptErrors = [404, 405, 414, 500, 501, 502, 503, 504];

/**
 * The distribution of a stack, if it has one.
 *
 * @throws StartError if there are several, or if an origin cannot be served
 */
export function readDistribution(stack: Stack, served: Served): Distribution | undefined {
  const [resource, ...others] = stack.ofType("AWS::CloudFront::Distribution");
  if (others.length > 0) {
    throw new StartError(
      `The template has ${others.length + 1} distributions; the local gateway serves one.`,
    );
  }
  if (!resource) return undefined;
  const { DistributionConfig: config } = readProperties(resource, distributionProperties);
  const id = String(stack.ref(resource.logicalId));
  const origins = readOrigins(stack, config.Origins, served, id);
  const unkept = config.CustomErrorResponses.filter((one) => one.ErrorCachingMinTTL === 0);
  const kept = keptErrors.find((status) => !unkept.some(({ ErrorCode }) => ErrorCode === status));
  if (kept !== undefined && [...origins.values()].some(({ kind }) => kind === "api")) {
    throw new StartError(
      `${resource.logicalId} would keep a ${kept} that an API answers one caller for the next.`,
    );
  }
  const behaviors = [
    ...config.CacheBehaviors,
    { ...config.DefaultCacheBehavior, PathPattern: "*" },
  ];
  const read = behaviorReader(stack, origins, resource);
  return {
    id,
    domainName: String(stack.attribute(resource.logicalId, "DomainName")),
    behaviors: behaviors.map(read),
  };
}

function behaviorReader(
  stack: Stack,
  origins: ReadonlyMap<string, Origin>,
  { logicalId }: StackResource,
): (properties: BehaviorProperties & { PathPattern: string }) => Behavior {
  const cachePolicies = readCachePolicies(stack);
  const originRequestPolicies = readOriginRequestPolicies(stack);
  const headersPolicies = readHeadersPolicies(stack);
  const functions = readEdgeFunctions(stack);
  return (properties) => {
    const where = `${logicalId} (${properties.PathPattern})`;
    const origin = origins.get(properties.TargetOriginId);
    if (!origin) throw new StartError(`${where} has no origin ${properties.TargetOriginId}.`);
    const cachePolicy = policyOf(cachePolicies, properties.CachePolicyId, where);
    if (origin.kind === "api" && cachePolicy.keepsUnasked) {
      throw new StartError(`${where} would keep what an API answers one caller for the next.`);
    }
    const { OriginRequestPolicyId: requestPolicy, ResponseHeadersPolicyId: headersPolicy } =
      properties;
    const [association] = properties.FunctionAssociations;
    return {
      pathPattern: properties.PathPattern,
      origin,
      allowedMethods: properties.AllowedMethods,
      isCached: cachePolicy.isCached,
      encodings: properties.Compress ? cachePolicy.encodings : [],
      forwarded: [
        cachePolicy.forwarded,
        ...(requestPolicy ? [policyOf(originRequestPolicies, requestPolicy, where)] : []),
      ],
      viewerRequest: association && policyOf(functions, association.FunctionARN, where),
      headersPolicy: headersPolicy ? policyOf(headersPolicies, headersPolicy, where) : undefined,
    };
  };
}
