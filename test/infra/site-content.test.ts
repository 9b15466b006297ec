import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

describe("the site", () => {
  let dev: Synthesised;
  let prod: Synthesised;
  let other: Synthesised;
  beforeAll(async () => {
    dev = await synthesised("dev");
    prod = await synthesised("prod");
    other = await synthesised("dev", {
      context: {
        oidcIssuer: "https://login.example.com/tenant/",
        oidcAudience: "https://api.example.com",
        oidcClientId: "settings-page",
        oidcScope: "openid offline_access",
        oidcAccountClaim: "account",
      },
    });
  });
  afterAll(() => {
    for (const stage of [dev, prod, other]) stage.dispose();
  });

  it("lies in a bucket that nobody can open to the public, and that takes no plain HTTP", () => {
    for (const { template } of [dev, prod]) {
      template.resourceCountIs("AWS::S3::Bucket", 1);
      template.hasResourceProperties("AWS::S3::Bucket", {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
          ],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        WebsiteConfiguration: Match.absent(),
        AccessControl: Match.absent(),
      });
    }
  });

  it("is read by this distribution alone, and only read", () => {
    const statements = policyOf(prod);
    const [denial, tls, reading, ...others] = statements;
    expect(denial).toMatchObject({
      Effect: "Deny",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    expect(tls).toMatchObject({ Effect: "Deny", Condition: { NumericLessThan: {} } });
    expect(others).toEqual([]);
    expect(reading).toMatchObject({
      Effect: "Allow",
      Action: "s3:GetObject",
      Principal: { Service: "cloudfront.amazonaws.com" },
    });
    expect(JSON.stringify(reading.Condition)).toMatch(
      /^\{"StringEquals":\{"AWS:SourceArn":.*:distribution\/",\{"Ref":"SiteDistribution/,
    );
    prod.template.hasResourceProperties("AWS::CloudFront::OriginAccessControl", {
      OriginAccessControlConfig: { SigningBehavior: "always", SigningProtocol: "sigv4" },
    });
  });

  it("outlives the stack in prod; in dev the bucket is emptied and goes with it", () => {
    expect(only(prod, "AWS::S3::Bucket")).toMatchObject({ DeletionPolicy: "RetainExceptOnCreate" });
    prod.template.resourceCountIs("Custom::S3AutoDeleteObjects", 0);
    expect(only(dev, "AWS::S3::Bucket")).toMatchObject({ DeletionPolicy: "Delete" });
    dev.template.resourceCountIs("Custom::S3AutoDeleteObjects", 1);
  });

  it("keeps its assets for good, those of earlier deployments too", () => {
    expect(deployment(prod, "Assets")).toMatchObject({
      Prune: false,
      SystemMetadata: { "cache-control": "public, max-age=31536000, immutable" },
    });
  });

  it("has browsers ask for pages anew each time, and the edge after each deployment", () => {
    expect(deployment(prod, "Pages")).toMatchObject({
      Prune: true,
      Exclude: ["assets/*", "app/index.html", "app/operator.html", "*.md", "*.txt", "sitemap.xml"],
      SystemMetadata: { "cache-control": "public, max-age=0, s-maxage=86400, must-revalidate" },
      DistributionId: { Ref: expect.stringMatching(/^SiteDistribution/) },
      DistributionPaths: ["/*"],
    });
    expect(deployment(prod, "Texts")).toMatchObject({
      Prune: false,
      SystemMetadata: {
        "cache-control": "public, max-age=0, s-maxage=86400, must-revalidate",
        "content-type": "text/plain; charset=utf-8",
      },
      DistributionPaths: ["/*"],
    });
    expect(deployment(prod, "App")).toMatchObject({
      Prune: false,
      SystemMetadata: { "cache-control": "no-cache" },
      DistributionId: { Ref: expect.stringMatching(/^SiteDistribution/) },
      DistributionPaths: ["/*"],
    });
  });

  it("is filled from what pages refer to up to the pages", () => {
    const dependencies = (id: string) => resource(prod, id)[1].DependsOn;
    expect(dependencies("Pages")).toContainEqual(resource(prod, "Assets")[0]);
    expect(dependencies("Texts")).toContainEqual(resource(prod, "Pages")[0]);
    expect(dependencies("App")).toContainEqual(resource(prod, "Texts")[0]);
  });

  it("tells the settings page where people sign in, once that is known", () => {
    const { SourceMarkers } = deployment(prod, "App");
    expect(Object.values(SourceMarkers[0])).toEqual(
      expect.arrayContaining([
        { "Fn::GetAtt": [expect.stringMatching(/^UsersPool/), "ProviderURL"] },
        { Ref: expect.stringMatching(/^UsersPoolSettingsPage/) },
        { Ref: expect.stringMatching(/^UsersPoolDomain/) },
      ]),
    );
    expect(appPage(prod)).toContain('"openid email"');
    expect(appPage(prod)).toMatch(/name="cognito-url" content="https:\/\/[^"]+"/);
  });

  it("tells it about another issuer where one is configured", () => {
    for (const value of [
      "https://login.example.com/tenant/",
      "https://api.example.com",
      "settings-page",
      "openid offline_access",
    ]) {
      expect(appPage(other)).toContain(`"${value}"`);
    }
    expect(appPage(other)).toContain('<meta name="cognito-url" content="">');
    expect(appPage(other)).toContain('<meta name="oidc-account-claim" content="account">');
  });
});

function only({ template }: Synthesised, type: string) {
  const [found, ...others] = Object.values(template.findResources(type));
  if (!found || others.length > 0) throw new Error(`not one ${type}`);
  return found;
}

function policyOf(stage: Synthesised) {
  return only(stage, "AWS::S3::BucketPolicy").Properties.PolicyDocument.Statement;
}

function resource({ template }: Synthesised, id: string) {
  const [found] = Object.entries(template.findResources("Custom::CDKBucketDeployment")).filter(
    ([logicalId]) => logicalId.startsWith(`SiteContent${id}`),
  );
  if (!found) throw new Error(`no deployment of ${id}`);
  return found;
}

function deployment(stage: Synthesised, id: string) {
  return resource(stage, id)[1].Properties;
}

/** As it is before what is known only at deployment is put in. */
function appPage(stage: Synthesised): string {
  const [key] = deployment(stage, "App").SourceObjectKeys;
  const asset = `asset.${key.replace(/\.zip$/, "")}`;
  return readFileSync(join(stage.directory, asset, "app", "index.html"), "utf8");
}
