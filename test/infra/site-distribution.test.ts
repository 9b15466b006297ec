import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { originSecretHeader } from "../../functions/http/viewer-address.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
const allMethods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"];
const certificateArn = "arn:aws:acm:us-east-1:111111111111:certificate/example";

describe("the distribution of the site", () => {
  let dev: Synthesised;
  let prod: Synthesised;
  let named: Synthesised;
  beforeAll(async () => {
    dev = await synthesised("dev");
    prod = await synthesised("prod");
    named = await synthesised("prod", {
      context: {
        domainName: "keys.example.com",
        certificateArn,
        oidcIssuer: "https://login.example.com/tenant/",
        oidcAudience: "https://api.example.com",
        oidcClientId: "settings-page",
      },
    });
  });
  afterAll(() => {
    for (const stage of [dev, prod, named]) stage.dispose();
  });

  it("sends the management API's paths to it, the public API's to that, all others to the bucket", () => {
    for (const stage of [dev, prod]) {
      const { CacheBehaviors, DefaultCacheBehavior, Origins } = configOf(stage);
      const domainOf = (id: string) =>
        JSON.stringify(Origins.find(({ Id }: { Id: string }) => Id === id).DomainName);
      const targets = [...CacheBehaviors, DefaultCacheBehavior].map(
        ({ PathPattern, TargetOriginId }) => [PathPattern, domainOf(TargetOriginId)],
      );
      expect(targets).toEqual([
        ["/api/manage/*", expect.stringMatching(/"ManagementApiRestApi.*"\.execute-api\."/)],
        ["/api/openapi.json", expect.stringMatching(/"PublicApiRestApi.*"\.execute-api\."/)],
        ["/api/*", expect.stringMatching(/"PublicApiRestApi.*"\.execute-api\."/)],
        [undefined, expect.stringMatching(/"SiteBucket.*"RegionalDomainName"/)],
      ]);
    }
  });

  it("hands everything that a caller sends to the APIs, and keeps nothing that they say", () => {
    const { CacheBehaviors, Origins } = configOf(prod);
    const [, document] = CacheBehaviors;
    for (const behavior of CacheBehaviors.filter((each: object) => each !== document)) {
      expect(behavior).toMatchObject({
        AllowedMethods: allMethods,
        CachePolicyId: cachingDisabled,
        Compress: false,
        OriginRequestPolicyId: allViewerExceptHostHeader,
        ResponseHeadersPolicyId: { Ref: expect.stringMatching(/^SiteHeadersApis/) },
        ViewerProtocolPolicy: "https-only",
      });
      expect(behavior).not.toHaveProperty("FunctionAssociations");
    }
    const apis = Origins.filter((origin: object) => "CustomOriginConfig" in origin);
    expect(apis).toHaveLength(2);
    for (const origin of apis) {
      // The stage is named `api`, so the path is the gateway's own.
      expect(origin).not.toHaveProperty("OriginPath");
      expect(origin.CustomOriginConfig).toMatchObject({
        OriginProtocolPolicy: "https-only",
        OriginSSLProtocols: ["TLSv1.2"],
        OriginReadTimeout: 30,
      });
    }
  });

  it("caches the public document, by its path alone, for as long as it says", () => {
    const [, document] = configOf(prod).CacheBehaviors;
    expect(document).toMatchObject({
      PathPattern: "/api/openapi.json",
      AllowedMethods: allMethods,
      CachePolicyId: { Ref: expect.stringMatching(/^SiteDocuments/) },
      Compress: true,
      ResponseHeadersPolicyId: { Ref: expect.stringMatching(/^SiteHeadersApis/) },
      ViewerProtocolPolicy: "https-only",
    });
    expect(document).not.toHaveProperty("OriginRequestPolicyId");
    prod.template.hasResourceProperties("AWS::CloudFront::CachePolicy", {
      CachePolicyConfig: {
        DefaultTTL: 0,
        MinTTL: 0,
        ParametersInCacheKeyAndForwardedToOrigin: {
          CookiesConfig: { CookieBehavior: "none" },
          EnableAcceptEncodingBrotli: true,
          EnableAcceptEncodingGzip: true,
          HeadersConfig: { HeaderBehavior: "none" },
          QueryStringsConfig: { QueryStringBehavior: "none" },
        },
      },
    });
  });

  it("proves itself to both APIs, and to nobody else, by a secret that the template refers to", () => {
    const headers = configOf(prod).Origins.map(
      ({ DomainName, OriginCustomHeaders }: Record<string, unknown>) => [
        JSON.stringify(DomainName).match(/ManagementApi|PublicApi|SiteBucket/)?.[0],
        OriginCustomHeaders,
      ],
    );
    const reference = [
      "{{resolve:secretsmanager:",
      { Ref: expect.stringMatching(/^SecretsOrigin/) },
      ":SecretString:::}}",
    ];
    const proof = [
      {
        HeaderName: expect.stringMatching(new RegExp(`^${originSecretHeader}$`, "i")),
        HeaderValue: { "Fn::Join": ["", reference] },
      },
    ];
    expect(Object.fromEntries(headers)).toEqual({
      SiteBucket: undefined,
      PublicApi: proof,
      ManagementApi: proof,
    });
  });

  it("keeps no error, which it would find again without the credential, and replaces none", () => {
    const statuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    for (const stage of [dev, prod]) {
      expect(configOf(stage).CustomErrorResponses).toEqual(
        statuses.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
      );
    }
  });

  it("asks the function first on every path of the site, whatever the method", () => {
    expect(configOf(prod).DefaultCacheBehavior).toMatchObject({
      AllowedMethods: allMethods,
      Compress: true,
      ResponseHeadersPolicyId: { Ref: expect.stringMatching(/^SiteHeadersSite/) },
      ViewerProtocolPolicy: "redirect-to-https",
      FunctionAssociations: [
        {
          EventType: "viewer-request",
          FunctionARN: {
            "Fn::GetAtt": [expect.stringMatching(/^SiteSite/), "FunctionARN"],
          },
        },
      ],
    });
    prod.template.hasResourceProperties("AWS::CloudFront::Function", {
      AutoPublish: true,
      FunctionConfig: { Runtime: "cloudfront-js-2.0" },
    });
  });

  it("speaks HTTP/2 and 3 over IPv4 and IPv6, near home in dev and everywhere in prod", () => {
    for (const stage of [dev, prod]) {
      expect(configOf(stage)).toMatchObject({ HttpVersion: "http2and3", IPV6Enabled: true });
    }
    expect(configOf(dev)).toMatchObject({ PriceClass: "PriceClass_100" });
    expect(configOf(prod)).toMatchObject({ PriceClass: "PriceClass_All" });
  });

  it("lets pages run and load what is theirs, and talk to their host and the user pool alone", () => {
    expect(policyOf(dev, "Site")).toEqual({
      "Fn::Join": [
        "",
        [
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ",
          { "Fn::GetAtt": [expect.stringMatching(/^UsersPool/), "ProviderURL"] },
          "/ https://",
          { Ref: expect.stringMatching(/^UsersPoolDomain/) },
          ".auth.us-east-1.amazoncognito.com/; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ],
      ],
    });
  });

  it("lets them talk to another issuer's host instead where one is configured", () => {
    expect(policyOf(named, "Site")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' https://login.example.com; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  });

  it("lets what an API says run, load and frame nothing", () => {
    expect(policyOf(prod, "Apis")).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it.each(["Site", "Apis"])("has browsers stay on HTTPS and guess nothing: %s", (id) => {
    for (const stage of [dev, prod]) {
      expect(headersOf(stage, id).SecurityHeadersConfig).toMatchObject({
        ContentSecurityPolicy: { Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: "DENY", Override: true },
        ReferrerPolicy: { ReferrerPolicy: "no-referrer", Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, Override: true },
      });
      expect(headersOf(stage, id)).not.toHaveProperty("CorsConfig");
    }
  });

  it("can be deployed to several regions: what CloudFront names by account has the region in its name", () => {
    const names = {
      "AWS::CloudFront::CachePolicy": ["CachePolicyConfig", "Name"],
      "AWS::CloudFront::Function": ["Name"],
      "AWS::CloudFront::OriginAccessControl": ["OriginAccessControlConfig", "Name"],
      "AWS::CloudFront::ResponseHeadersPolicy": ["ResponseHeadersPolicyConfig", "Name"],
    };
    for (const { template } of [dev, prod]) {
      const { Resources } = template.toJSON();
      const named = Object.values<{ Type: string; Properties: object }>(Resources).filter(
        ({ Type }) => Type.startsWith("AWS::CloudFront::") && !Type.endsWith("::Distribution"),
      );
      expect(new Set(named.map(({ Type }) => Type))).toEqual(new Set(Object.keys(names)));
      for (const { Type, Properties } of named) {
        const path = new Map(Object.entries(names)).get(Type) ?? [];
        expect(valueAt(Properties, path)).toMatch(/us-east-1|AWS::Region/);
      }
    }
  });

  it("goes by CloudFront's name, or by the one that is given with its certificate", () => {
    expect(configOf(prod)).not.toHaveProperty("Aliases");
    expect(configOf(prod)).not.toHaveProperty("ViewerCertificate");
    expect(outputOf(prod, "Url")).toEqual({
      "Fn::Join": ["", ["https://", { "Fn::GetAtt": [expect.anything(), "DomainName"] }]],
    });
    expect(configOf(named)).toMatchObject({
      Aliases: ["keys.example.com"],
      ViewerCertificate: {
        AcmCertificateArn: certificateArn,
        MinimumProtocolVersion: "TLSv1.2_2021",
        SslSupportMethod: "sni-only",
      },
    });
    expect(outputOf(named, "Url")).toBe("https://keys.example.com");
    expect(outputOf(named, "DistributionDomainName")).toEqual(
      outputOf(prod, "DistributionDomainName"),
    );
  });
});

function configOf({ template }: Synthesised) {
  const [distribution, ...others] = Object.values(
    template.findResources("AWS::CloudFront::Distribution"),
  );
  if (!distribution || others.length > 0) throw new Error("not one distribution");
  return distribution.Properties.DistributionConfig;
}

function headersOf({ template }: Synthesised, id: string) {
  const found = Object.entries(template.findResources("AWS::CloudFront::ResponseHeadersPolicy"));
  const [policy] = found.filter(([logicalId]) => logicalId.startsWith(`SiteHeaders${id}`));
  return policy?.[1].Properties.ResponseHeadersPolicyConfig;
}

function policyOf(stage: Synthesised, id: string): unknown {
  const { ContentSecurityPolicy } = headersOf(stage, id).SecurityHeadersConfig;
  return ContentSecurityPolicy.ContentSecurityPolicy;
}

function outputOf({ template }: Synthesised, name: string): unknown {
  return template.findOutputs(name)[name]?.Value;
}

function valueAt(properties: unknown, path: readonly string[]): string {
  const at = (value: unknown, name: string) =>
    typeof value === "object" && value !== null
      ? new Map(Object.entries(value)).get(name)
      : undefined;
  return JSON.stringify(path.reduce(at, properties));
}
