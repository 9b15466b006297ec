import type * as z from "zod";
import { StartError } from "../../start-error.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack } from "../stack.ts";
import type { Encoding, Forwarded, Selection } from "./model.ts";
import { cachePolicyProperties, originRequestPolicyProperties } from "./policy-properties.ts";

export interface CachePolicy {
  /** Whether CloudFront caches responses that allow it. */
  readonly isCached: boolean;
  /** Whether CloudFront caches responses without caching headers. */
  readonly keepsUnasked: boolean;
  readonly encodings: readonly Encoding[];
  readonly forwarded: Forwarded;
}

const nothing: Forwarded = {
  headers: { kind: "none" },
  addedHeaders: [],
  cookies: { kind: "none" },
  queryStrings: { kind: "none" },
};
const everything: Omit<Forwarded, "headers"> = {
  addedHeaders: [],
  cookies: { kind: "all" },
  queryStrings: { kind: "all" },
};

/**
 * AWS's own: CachingDisabled and CachingOptimized.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const managedCachePolicies = new Map<string, CachePolicy>([
  [
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    { isCached: false, keepsUnasked: false, encodings: [], forwarded: nothing },
  ],
  [
    "658327ea-f89d-4fab-a63d-7e88639e58f6",
    { isCached: true, keepsUnasked: true, encodings: ["br", "gzip"], forwarded: nothing },
  ],
]);

/**
 * AWS's own: AllViewer and AllViewerExceptHostHeader.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
const managedOriginRequestPolicies = new Map<string, Forwarded>([
  ["216adef6-5c7f-47e4-b989-5492eafa07d3", { ...everything, headers: { kind: "all" } }],
  [
    "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    { ...everything, headers: { kind: "allExcept", names: ["host"] } },
  ],
]);

/** Cache policies by id. */
export function readCachePolicies(stack: Stack): Map<string, CachePolicy> {
  const own = stack.ofType("AWS::CloudFront::CachePolicy").map((resource) => {
    const properties = readProperties(resource, cachePolicyProperties);
    return [String(stack.ref(resource.logicalId)), cachePolicyOf(properties)] as const;
  });
  return new Map([...managedCachePolicies, ...own]);
}

/** Origin request policies by id. */
export function readOriginRequestPolicies(stack: Stack): Map<string, Forwarded> {
  const own = stack.ofType("AWS::CloudFront::OriginRequestPolicy").map((resource) => {
    const properties = readProperties(resource, originRequestPolicyProperties);
    return [String(stack.ref(resource.logicalId)), forwardedBy(properties)] as const;
  });
  return new Map([...managedOriginRequestPolicies, ...own]);
}

/** @throws StartError for a managed policy of AWS that is not supported */
export function policyOf<T>(policies: ReadonlyMap<string, T>, id: string, where: string): T {
  const policy = policies.get(id);
  if (policy === undefined) {
    throw new StartError(
      `${where} has the policy ${id}, which the local gateway does not know (packages/cfn-local/template/distribution).`,
    );
  }
  return policy;
}

function cachePolicyOf({
  CachePolicyConfig: config,
}: z.infer<typeof cachePolicyProperties>): CachePolicy {
  const key = config.ParametersInCacheKeyAndForwardedToOrigin;
  const isCached = config.MaxTTL > 0;
  const { HeaderBehavior, Headers } = key.HeadersConfig;
  return {
    isCached,
    keepsUnasked: config.MinTTL > 0 || config.DefaultTTL > 0,
    // "When you set the TTL values to zero, caching is disabled and CloudFront doesn't compress
    // objects": ServingCompressedFiles in the developer guide.
    encodings: [
      ...(isCached && key.EnableAcceptEncodingBrotli ? (["br"] as const) : []),
      ...(isCached && key.EnableAcceptEncodingGzip ? (["gzip"] as const) : []),
    ],
    forwarded: {
      headers: HeaderBehavior === "none" ? { kind: "none" } : listed(Headers),
      addedHeaders: cloudFrontHeaders(Headers),
      cookies: key.CookiesConfig,
      queryStrings: key.QueryStringsConfig,
    },
  };
}

function forwardedBy({
  OriginRequestPolicyConfig: config,
}: z.infer<typeof originRequestPolicyProperties>): Forwarded {
  const { HeaderBehavior, Headers } = config.HeadersConfig;
  return {
    headers: headersBy(HeaderBehavior, Headers),
    addedHeaders: HeaderBehavior === "allExcept" ? [] : cloudFrontHeaders(Headers),
    cookies: config.CookiesConfig,
    queryStrings: config.QueryStringsConfig,
  };
}

function headersBy(behavior: string, names: readonly string[]): Selection {
  if (behavior === "none") return { kind: "none" };
  if (behavior === "whitelist") return listed(names);
  if (behavior === "allExcept") return { ...listed(names), kind: "allExcept" };
  return { kind: "all" };
}

function listed(names: readonly string[]) {
  return { kind: "listed" as const, names: names.map((name) => name.toLowerCase()) };
}

function cloudFrontHeaders(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase()).filter((name) => name.startsWith("cloudfront-"));
}
