import { describe, expect, it } from "@jest/globals";
import { StartError } from "../../start-error.ts";
import { readProduct } from "../../template/product.ts";
import { writeAssembly } from "../support/assembly.ts";
import {
  apiBehavior,
  apiOrigin,
  cachePolicy,
  deployment,
  distribution,
  originRequestPolicy,
  siteBehavior,
  siteFiles,
  siteOrigin,
  siteResources,
} from "../support/site-template.ts";
import { testBundles, testTemplate } from "../support/template.ts";

function read(more: Readonly<Record<string, unknown>> = {}) {
  const template = testTemplate(siteResources(more));
  return readProduct(writeAssembly(template, testBundles, siteFiles));
}

describe("a template with a distribution", () => {
  it("is read into behaviours, each with its origin and what it does to requests", async () => {
    const { distribution: found, apis, buckets, functions } = await read();
    expect(found?.domainName).toMatch(/^d[0-9a-z]{13}\.cloudfront\.net$/);
    expect(found?.behaviors).toMatchObject([
      {
        pathPattern: "/api/*",
        origin: { kind: "api", apiId: apis[0]?.id },
        isCached: false,
        encodings: [],
        viewerRequest: undefined,
        headersPolicy: undefined,
      },
      {
        pathPattern: "*",
        origin: { kind: "bucket", bucketName: buckets[0]?.name },
        allowedMethods: ["GET", "HEAD"],
        isCached: true,
        encodings: ["br", "gzip"],
        viewerRequest: { name: "site-request" },
        headersPolicy: {
          set: [
            { name: "X-Content-Type-Options", value: "nosniff", override: true },
            {
              name: "Strict-Transport-Security",
              value: "max-age=60; includeSubDomains; preload",
              override: false,
            },
            { name: "X-Own", value: "1", override: true },
          ],
          removed: ["Server"],
        },
      },
    ]);
    const names = [...functions.values()].map(({ name }) => name);
    expect(names).toEqual(["Test-AuthorizerFunction", "Test-EchoFunction"]);
  });

  it("is read with policies of its own", async () => {
    const api = {
      ...apiBehavior,
      CachePolicyId: { Ref: "Cache" },
      OriginRequestPolicyId: { Ref: "OriginRequest" },
      Compress: true,
    };
    const names = ["CloudFront-Viewer-Address"];
    const { distribution: found } = await read({
      Distribution: distribution({ CacheBehaviors: [api] }),
      Cache: cachePolicy(0),
      OriginRequest: originRequestPolicy("allViewerAndWhitelistCloudFront", names),
    });
    expect(found?.behaviors[0]).toMatchObject({
      encodings: [],
      forwarded: [
        { headers: { kind: "listed", names: ["accept"] } },
        { headers: { kind: "all" }, addedHeaders: ["cloudfront-viewer-address"] },
      ],
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["a root object", { DefaultRootObject: "index.html" }, /Distribution .*DefaultRootObject/],
    ["a web ACL", { WebACLId: "x" }, /Distribution .*WebACLId/],
    [
      "an error page",
      { CustomErrorResponses: [{ ErrorCode: 403, ErrorCachingMinTTL: 0, ResponseCode: 404 }] },
      /Distribution .*CustomErrorResponses/,
    ],
    [
      "a viewer response function",
      {
        DefaultCacheBehavior: {
          ...siteBehavior,
          FunctionAssociations: [{ EventType: "viewer-response", FunctionARN: "x" }],
        },
      },
      /Distribution .*EventType/,
    ],
    [
      "a policy of AWS's that nobody has looked at",
      { DefaultCacheBehavior: { ...siteBehavior, CachePolicyId: "b2884449" } },
      /policy b2884449/,
    ],
    [
      "a cache before an API",
      {
        CacheBehaviors: [{ ...apiBehavior, CachePolicyId: siteBehavior.CachePolicyId }],
      },
      /\/api\/\*.* would keep what an API answers/,
    ],
    [
      "errors of an API that are kept",
      { CustomErrorResponses: [{ ErrorCode: 404, ErrorCachingMinTTL: 0 }] },
      /would keep a 405 that an API answers/,
    ],
    [
      "an origin elsewhere",
      { Origins: [siteOrigin, { ...apiOrigin, DomainName: "example.com" }] },
      /origin api is neither/,
    ],
    ["an origin that is not there", { Origins: [siteOrigin] }, /has no origin api/],
    [
      "an API over plain HTTP",
      {
        Origins: [siteOrigin, { ...apiOrigin, CustomOriginConfig: { OriginProtocolPolicy: "x" } }],
      },
      /Distribution .*OriginProtocolPolicy/,
    ],
    [
      "a bucket that it does not sign requests to",
      { Origins: [{ ...siteOrigin, OriginAccessControlId: "" }, apiOrigin] },
      /may not read its origin site/,
    ],
  ])("and %s is refused by name", async (_name, changes, message) => {
    await expect(read({ Distribution: distribution(changes) })).rejects.toThrow(message);
    await expect(read({ Distribution: distribution(changes) })).rejects.toThrow(StartError);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      "that the bucket does not let in",
      { BucketPolicy: { Type: "AWS::IAM::Policy" } },
      /may not read its origin site/,
    ],
    ["beside another one", { Other: distribution() }, /has 2 distributions/],
    [
      "whose function is too large",
      {
        SiteRequest: {
          Type: "AWS::CloudFront::Function",
          Properties: {
            Name: "f",
            AutoPublish: true,
            FunctionCode: "/".repeat(10_241),
            FunctionConfig: { Runtime: "cloudfront-js-2.0" },
          },
        },
      },
      /SiteRequest has 10241 bytes/,
    ],
  ])("%s is refused by name", async (_name, more, message) => {
    await expect(read(more)).rejects.toThrow(message);
  });
});

describe("a bucket", () => {
  it("has what deployments put into it, with types, metadata and markers", async () => {
    const { buckets, distribution: found } = await read();
    const [bucket] = buckets;
    expect(bucket?.name).toBe("test-bucket");
    expect([...(bucket?.objects.keys() ?? [])].sort()).toEqual([
      "assets/app.js",
      "assets/font.woff2",
      "index.html",
    ]);
    expect(bucket?.objects.get("index.html")).toMatchObject({
      replacements: [["<<0>>", found?.domainName]],
      headers: [
        ["Content-Type", "text/html"],
        ["Cache-Control", "no-cache"],
      ],
    });
    const typeOf = (key: string) => bucket?.objects.get(key)?.headers[0];
    expect(typeOf("assets/app.js")).toEqual(["Content-Type", "text/javascript"]);
    expect(typeOf("assets/font.woff2")).toEqual(["Content-Type", "binary/octet-stream"]);
  });

  it("has them below a prefix, less what is excluded, plus what is included again", async () => {
    const { buckets } = await read({
      Site: deployment("site", {
        DestinationBucketKeyPrefix: "a/b",
        Exclude: ["assets/*"],
        Include: ["*.js"],
      }),
    });
    const keys = [...(buckets[0]?.objects.keys() ?? [])].sort();
    expect(keys).toEqual(["a/b/assets/app.js", "a/b/index.html"]);
  });

  it("keeps what a deployment that prunes was told to leave alone", async () => {
    const files = { Exclude: ["assets/*"], Prune: "true", SourceObjectKeys: ["echo.zip"] };
    const assets = { Include: ["assets/*"], Exclude: ["*"] };
    const { buckets } = await read({
      Site: deployment("site", assets),
      Pages: deployment("echo", files),
    });
    expect(buckets[0]?.objects.has("assets/app.js")).toBe(true);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      "one that deletes what another put there",
      { Other: deployment("echo", { Prune: true }) },
      /Site puts index.html into Bucket, where Other/,
    ],
    [
      "two of the same object",
      { Other: deployment("site") },
      /puts .* into Bucket, where (Site|Other)/,
    ],
    [
      "metadata that nobody has decided about",
      { Site: deployment("site", { SystemMetadata: { "content-encoding": "gzip" } }) },
      /Site .*SystemMetadata/,
    ],
    [
      "another encoding of markers",
      { Site: deployment("site", { SourceMarkersConfig: [] }) },
      /Site .*SourceMarkersConfig/,
    ],
    ["sets of characters", { Site: deployment("site", { Exclude: ["[a]"] }) }, /\[a\]/],
    ["a source that is not there", { Site: deployment("none") }, /no asset for none.zip/],
  ])("is refused with %s", async (_name, more, message) => {
    await expect(read(more)).rejects.toThrow(message);
  });

  it("is refused with a website of its own", async () => {
    const Properties = { WebsiteConfiguration: { IndexDocument: "index.html" } };
    const Bucket = { Type: "AWS::S3::Bucket", Properties };
    await expect(read({ Bucket })).rejects.toThrow(/Bucket .*WebsiteConfiguration/);
  });
});
