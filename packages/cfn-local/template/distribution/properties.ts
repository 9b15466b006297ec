import * as z from "zod";

/*
 * As with API Gateway's: a property that is not listed is refused until someone has decided what it
 * means here.
 */

/** Has no effect on a local response: names, tags, prices, TLS, connections, caching. */
const ignored = z.unknown().optional();

const allMethods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"] as const;

const behavior = z.strictObject({
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.enum(allMethods)).default(["GET", "HEAD"]),
  CachePolicyId: z.string(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  Compress: z.boolean().default(false),
  FunctionAssociations: z
    .array(z.strictObject({ EventType: z.literal("viewer-request"), FunctionARN: z.string() }))
    .max(1)
    .default([]),
  // The local run's plain HTTP stands for HTTPS.
  ViewerProtocolPolicy: z.enum(["allow-all", "https-only", "redirect-to-https"]),
  CachedMethods: ignored,
  SmoothStreaming: z.literal(false).optional(),
});

const origin = z.strictObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.literal("").optional(),
  OriginAccessControlId: z.string().optional(),
  S3OriginConfig: z.strictObject({ OriginAccessIdentity: z.literal("") }).optional(),
  CustomOriginConfig: z
    .strictObject({
      OriginProtocolPolicy: z.literal("https-only"),
      OriginSSLProtocols: ignored,
      OriginReadTimeout: ignored,
      OriginKeepaliveTimeout: ignored,
    })
    .optional(),
  OriginCustomHeaders: z
    .array(z.strictObject({ HeaderName: z.string(), HeaderValue: z.string() }))
    .default([]),
  ConnectionAttempts: ignored,
  ConnectionTimeout: ignored,
});

export const distributionProperties = z.strictObject({
  DistributionConfig: z.strictObject({
    Enabled: z.literal(true),
    DefaultCacheBehavior: behavior,
    CacheBehaviors: z.array(behavior.extend({ PathPattern: z.string() })).default([]),
    Origins: z.array(origin),
    // Only the caching time of an error; custom error pages are not supported.
    CustomErrorResponses: z
      .array(z.strictObject({ ErrorCode: z.number(), ErrorCachingMinTTL: z.number() }))
      .default([]),
    Aliases: ignored,
    Comment: ignored,
    HttpVersion: ignored,
    IPV6Enabled: ignored,
    Logging: ignored,
    PriceClass: ignored,
    ViewerCertificate: ignored,
    WebACLId: z.string().optional(),
  }),
  Tags: ignored,
});

/** Only requests that CloudFront signs are let through by the bucket's policy. */
export const originAccessControlProperties = z.strictObject({
  OriginAccessControlConfig: z.strictObject({
    OriginAccessControlOriginType: z.literal("s3"),
    SigningBehavior: z.literal("always"),
    SigningProtocol: z.literal("sigv4"),
    Name: ignored,
    Description: ignored,
  }),
});

export const edgeFunctionProperties = z.strictObject({
  Name: z.string(),
  FunctionCode: z.string(),
  FunctionConfig: z.strictObject({ Runtime: z.literal("cloudfront-js-2.0"), Comment: ignored }),
  // Else the distribution would run an older version of it, or none.
  AutoPublish: z.literal(true),
  Tags: ignored,
});

export type BehaviorProperties = z.infer<typeof behavior>;
export type OriginProperties = z.infer<typeof origin>;
