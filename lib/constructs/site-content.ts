import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { BucketDeployment, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import { Stack, Stage, Token, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { PageConfig, Site, SiteFile } from "../../web/site-file.ts";
import { appFile, consoleFile } from "../edge/site-function.ts";
import type { StageSettings } from "../stages.ts";
import { findingsOfFunctions } from "./accepted-findings.ts";
import type { SiteBucket } from "./site-bucket.ts";

export interface SiteContentProps {
  readonly settings: StageSettings;
  readonly bucket: SiteBucket;
  readonly distribution: Distribution;
  /** The site's address, without a slash at its end. */
  readonly url: string;
  readonly site: Site;
  /** The settings for the settings page; some values are known only after deployment. */
  readonly pageConfig: PageConfig;
}

/** Files that the pages' deployment leaves to other deployments. */
const elsewhere = ["assets/*", appFile, consoleFile, "*.md", "*.txt", "sitemap.xml"];

/**
 * Browsers ask each time whether it is still the same. The edge keeps it for a day, since a deployment
 * tells it to forget.
 */
const cachedUntilDeployed = CacheControl.fromString(
  "public, max-age=0, s-maxage=86400, must-revalidate",
);

/**
 * Puts the site into its bucket: first what pages refer to, then the pages.
 *
 * Assets of earlier deployments stay, so that a page which is open meanwhile still finds its own.
 */
export class SiteContent extends Construct {
  constructor(scope: Construct, id: string, props: SiteContentProps) {
    super(scope, id);
    const { bucket, distribution, site } = props;
    const common = { destinationBucket: bucket, ...this.declareRoleAndLog(props.settings) };
    const invalidation = {
      distribution,
      distributionPaths: ["/*"],
      // CloudFront's answer to whether it is done fails now and then, and with it the deployment would
      // (https://github.com/aws/aws-cdk/issues/15891). The edge forgets pages after a day in any case.
      waitForDistributionInvalidation: false,
    };
    const assets = new BucketDeployment(this, "Assets", {
      ...common,
      sources: [this.sourceOf("assets", site.assets)],
      prune: false,
      cacheControl: [CacheControl.fromString("public, max-age=31536000, immutable")],
    });
    const pages = new BucketDeployment(this, "Pages", {
      ...common,
      sources: [this.sourceOf("pages", site.pages)],
      exclude: elsewhere,
      cacheControl: [cachedUntilDeployed],
      ...invalidation,
    });
    const texts = new BucketDeployment(this, "Texts", {
      ...common,
      sources: [this.sourceOf("texts", site.texts)],
      prune: false,
      // S3 knows no Markdown, which browsers would download, and says nothing of UTF-8.
      contentType: "text/plain; charset=utf-8",
      cacheControl: [cachedUntilDeployed],
      ...invalidation,
    });
    const app = new BucketDeployment(this, "App", {
      ...common,
      sources: [
        Source.data(appFile, site.appPage(props.pageConfig)),
        ...site.filesNaming(props.url).map(dataOf),
        Source.data(consoleFile, site.consolePage(props.pageConfig)),
      ],
      prune: false,
      cacheControl: [CacheControl.fromString("no-cache")],
      ...invalidation,
    });
    pages.node.addDependency(assets);
    texts.node.addDependency(pages);
    app.node.addDependency(texts);
    this.acknowledgeFindings(common.role, bucket);
  }

  /** The log group of CDK's function for this, shared by all three deployments. */
  private declareRoleAndLog({ logRetention, removalPolicy }: StageSettings) {
    const logGroup = new LogGroup(this, "Logs", { retention: logRetention, removalPolicy });
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    logGroup.grantWrite(role);
    return { role, logGroup };
  }

  private acknowledgeFindings(role: Role, bucket: SiteBucket): void {
    const reason =
      "CDK's own, to copy from its bucket of assets into the site's and tell the edge; nothing else.";
    const stack = Stack.of(this);
    const [bucketId] = stack.resolve(bucket.bucketArn)["Fn::GetAtt"];
    // Whoever bootstrapped the account may have named its bucket of assets otherwise.
    const qualifier = stack.synthesizer.bootstrapQualifier;
    const [account, region] = [shown(stack.account, "AccountId"), shown(stack.region, "Region")];
    const assets = `cdk-${qualifier}-assets-${account}-${region}`;
    const findings = [
      "Action::s3:Abort*",
      "Action::s3:DeleteObject*",
      "Action::s3:GetBucket*",
      "Action::s3:GetObject*",
      "Action::s3:List*",
      `Resource::arn:${shown(stack.partition, "Partition")}:s3:::${assets}/*`,
      `Resource::<${bucketId}.Arn>/*`,
      "Resource::*",
    ];
    Validations.of(role).acknowledge(
      ...findings.map((finding) => ({ id: `AwsSolutions-IAM5[${finding}]`, reason })),
    );
    const [copier] = stack.node.children.filter(({ node }) =>
      node.id.startsWith("Custom::CDKBucketDeployment"),
    );
    if (!copier) throw new Error("CDK no longer copies to buckets by a function of the stack");
    Validations.of(copier).acknowledge(
      ...findingsOfFunctions,
      ...["AwsSolutions-L1", "Serverless-LambdaLatestVersion"].map((id) => ({
        id,
        reason: "The runtime is CDK's choice, and follows its version.",
      })),
    );
    Validations.of(this).acknowledge(...findingsOfFunctions);
  }

  /** Written into the assembly, for CDK to stage from. */
  private sourceOf(name: string, files: readonly SiteFile[]) {
    const assembly = Stage.of(this)?.outdir;
    if (assembly === undefined) throw new Error("A site belongs into an app");
    const directory = join(assembly, "site", this.node.addr, name);
    mkdirSync(directory, { recursive: true });
    for (const { path, content } of files) {
      const file = join(directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return Source.asset(directory);
  }
}

function dataOf({ path, content }: SiteFile) {
  return Source.data(path, String(content));
}

/** A value as findings spell it: by its name if only the deployment knows it. */
function shown(value: string, name: string): string {
  return Token.isUnresolved(value) ? `<AWS::${name}>` : value;
}
