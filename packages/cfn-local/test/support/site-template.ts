import { lambdaFunction } from "./template.ts";

const noQueryNorCookies = {
  CookiesConfig: { CookieBehavior: "none" },
  QueryStringsConfig: { QueryStringBehavior: "none" },
};

const cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";
export const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Sends on what is a file, turns `/old` away and fails at `/broken`. */
const siteFunction = `function handler(event) {
  const request = event.request;
  if (request.uri === "/broken") throw new Error("on purpose");
  if (request.uri === "/invalid") return undefined;
  if (request.uri === "/old") return { statusCode: 302, headers: { location: { value: "/new" } } };
  return request;
}`;

const join = (...parts: unknown[]) => ({ "Fn::Join": ["", parts] });

export const siteBehavior = {
  TargetOriginId: "site",
  CachePolicyId: cachingOptimized,
  ResponseHeadersPolicyId: { Ref: "Headers" },
  Compress: true,
  ViewerProtocolPolicy: "redirect-to-https",
  FunctionAssociations: [
    { EventType: "viewer-request", FunctionARN: { "Fn::GetAtt": ["SiteRequest", "FunctionARN"] } },
  ],
};

export const apiBehavior = {
  PathPattern: "/api/*",
  TargetOriginId: "api",
  AllowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
  CachePolicyId: cachingDisabled,
  OriginRequestPolicyId: allViewerExceptHostHeader,
  ViewerProtocolPolicy: "https-only",
};

export const siteOrigin = {
  Id: "site",
  DomainName: { "Fn::GetAtt": ["Bucket", "RegionalDomainName"] },
  OriginAccessControlId: { "Fn::GetAtt": ["AccessControl", "Id"] },
  S3OriginConfig: { OriginAccessIdentity: "" },
};

export const apiOrigin = {
  Id: "api",
  DomainName: join({ Ref: "Api" }, ".execute-api.", { Ref: "AWS::Region" }, ".amazonaws.com"),
  CustomOriginConfig: { OriginProtocolPolicy: "https-only" },
  OriginCustomHeaders: [
    {
      HeaderName: "X-Proof",
      HeaderValue: join("{{resolve:secretsmanager:", { Ref: "Token" }, ":SecretString:::}}"),
    },
  ],
};

export function distribution(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    Type: "AWS::CloudFront::Distribution",
    Properties: {
      DistributionConfig: {
        Enabled: true,
        DefaultCacheBehavior: siteBehavior,
        CacheBehaviors: [apiBehavior],
        Origins: [siteOrigin, apiOrigin],
        CustomErrorResponses: [404, 405, 414, 500, 501, 502, 503, 504].map((ErrorCode) => ({
          ErrorCode,
          ErrorCachingMinTTL: 0,
        })),
        ...changes,
      },
    },
  };
}

export function deployment(asset: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    Type: "Custom::CDKBucketDeployment",
    Properties: {
      ServiceToken: { "Fn::GetAtt": ["Deployer", "Arn"] },
      SourceBucketNames: ["assets"],
      SourceObjectKeys: [`${asset}.zip`],
      SourceMarkers: [{ "<<0>>": { "Fn::GetAtt": ["Distribution", "DomainName"] } }],
      DestinationBucketName: { Ref: "Bucket" },
      SystemMetadata: { "cache-control": "no-cache" },
      Prune: false,
      ...changes,
    },
  };
}

/** A distribution in front of the API of `testTemplate`, and a bucket with a site. */
export function siteResources(more: Readonly<Record<string, unknown>> = {}) {
  return {
    Distribution: distribution(),
    SiteRequest: {
      Type: "AWS::CloudFront::Function",
      Properties: {
        Name: "site-request",
        AutoPublish: true,
        FunctionCode: siteFunction,
        FunctionConfig: { Runtime: "cloudfront-js-2.0", Comment: "" },
      },
    },
    Headers: {
      Type: "AWS::CloudFront::ResponseHeadersPolicy",
      Properties: {
        ResponseHeadersPolicyConfig: {
          Name: "headers",
          SecurityHeadersConfig: {
            ContentTypeOptions: { Override: true },
            StrictTransportSecurity: {
              AccessControlMaxAgeSec: 60,
              IncludeSubdomains: true,
              Preload: true,
              Override: false,
            },
          },
          CustomHeadersConfig: { Items: [{ Header: "X-Own", Value: "1", Override: true }] },
          RemoveHeadersConfig: { Items: [{ Header: "Server" }] },
        },
      },
    },
    AccessControl: {
      Type: "AWS::CloudFront::OriginAccessControl",
      Properties: {
        OriginAccessControlConfig: {
          Name: "access",
          OriginAccessControlOriginType: "s3",
          SigningBehavior: "always",
          SigningProtocol: "sigv4",
        },
      },
    },
    Bucket: { Type: "AWS::S3::Bucket", Properties: {} },
    BucketPolicy: {
      Type: "AWS::S3::BucketPolicy",
      Properties: {
        Bucket: { Ref: "Bucket" },
        PolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "cloudfront.amazonaws.com" },
              Action: "s3:GetObject",
              Resource: join({ "Fn::GetAtt": ["Bucket", "Arn"] }, "/*"),
              Condition: {
                StringEquals: {
                  "AWS:SourceArn": join(
                    "arn:aws:cloudfront::",
                    { Ref: "AWS::AccountId" },
                    ":distribution/",
                    { Ref: "Distribution" },
                  ),
                },
              },
            },
          ],
        },
      },
    },
    Site: deployment("site"),
    Deployer: lambdaFunction("site", { Runtime: "python3.13", Layers: [] }),
    ...more,
  };
}

export const siteFiles = {
  site: {
    "index.html": "<p>at <<0>></p>",
    "assets/app.js": "1;".repeat(1_000),
    "assets/font.woff2": "font",
  },
};

export function cachePolicy(ttlSeconds: number, gzip = true) {
  return {
    Type: "AWS::CloudFront::CachePolicy",
    Properties: {
      CachePolicyConfig: {
        Name: "own",
        MinTTL: 0,
        DefaultTTL: ttlSeconds,
        MaxTTL: ttlSeconds,
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingGzip: gzip,
          HeadersConfig: { HeaderBehavior: "whitelist", Headers: ["Accept"] },
          ...noQueryNorCookies,
        },
      },
    },
  };
}

export function originRequestPolicy(behavior: string, headers: readonly string[]) {
  return {
    Type: "AWS::CloudFront::OriginRequestPolicy",
    Properties: {
      OriginRequestPolicyConfig: {
        Name: "own",
        HeadersConfig: { HeaderBehavior: behavior, Headers: headers },
        ...noQueryNorCookies,
      },
    },
  };
}
