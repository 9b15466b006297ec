import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  type DistributionProps,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Duration, Stack, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Site } from "../../web/site-file.ts";
import { regionalName } from "../edge/regional-name.ts";
import { siteFunctionSource } from "../edge/site-function.ts";
import type { CustomDomain, StageSettings } from "../stages.ts";
import type { BearerApi } from "./bearer-api.ts";
import { DocumentCache } from "./document-cache.ts";
import { SecurityHeaders } from "./security-headers.ts";
import type { SiteBucket } from "./site-bucket.ts";
import { addRecords, certificateOf } from "./site-domain.ts";

export interface SiteDistributionProps {
  readonly settings: StageSettings;
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;
  /** The secret by which the APIs recognise the distribution. */
  readonly originSecret: Secret;
  readonly site: Site;
  readonly siteBucket: SiteBucket;
  /** CSP sources that the pages can connect to, besides their own host. */
  readonly issuerSources: readonly string[];
  readonly customDomain: CustomDomain | undefined;
}

/**
 * The error statuses whose keeping CloudFront lets one set. Even where caching is disabled it keeps
 * 404, 405, 414 and those from 500 on for ten seconds unless told otherwise, and would find them
 * again by the path alone, without the credential: one caller's 503 would be the next one's answer.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
 */
const keptErrors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** As functions/http/viewer-address.ts reads it. CloudFront replaces a caller's own. */
const originSecretHeader = "X-Latchkey-Origin-Secret";

/**
 * One host for the settings page, the documentation and both APIs, so that the page needs no CORS
 * and the documented addresses are the real ones.
 *
 * The APIs stay reachable under their own hosts, and judge every request themselves: nothing is
 * decided here but where a request goes.
 */
export class SiteDistribution extends Construct {
  readonly distribution: Distribution;
  /** Without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SiteDistributionProps) {
    super(scope, id);
    const { settings, customDomain } = props;
    const headers = new SecurityHeaders(this, "Headers", props.issuerSources);
    const api: Omit<BehaviorOptions, "origin"> = {
      allowedMethods: AllowedMethods.ALLOW_ALL,
      // This very policy also ends "request collapsing", by which callers at the same time would get
      // one answer. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: headers.apis,
      // A redirect would come after the credential went over the wire in the clear.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      // CloudFront compresses only what it may cache.
      compress: false,
    };
    // Resolved by CloudFormation: the template has a reference, not the value.
    const headersOfOrigin = { [originSecretHeader]: props.originSecret.secretValue.unsafeUnwrap() };
    const publicOrigin = originOf(props.publicApi, headersOfOrigin);
    this.distribution = new Distribution(this, "Distribution", {
      comment: `${Stack.of(this).stackName}: API keys`,
      // The first pattern that fits is taken.
      additionalBehaviors: {
        "/api/manage/*": { ...api, origin: originOf(props.managementApi, headersOfOrigin) },
        ...this.documentBehaviors(props.publicApi, { ...api, origin: publicOrigin }),
        "/api/*": { ...api, origin: publicOrigin },
      },
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(props.siteBucket, {
          originAccessControl: new S3OriginAccessControl(this, "OriginAccessControl", {
            originAccessControlName: regionalName(this, "site"),
          }),
        }),
        // The function answers what is not GET or HEAD, in the product's form.
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers.site,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        compress: true,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: this.declareSiteFunction(props.site),
          },
        ],
      },
      errorResponses: keptErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      priceClass: settings.priceClass,
      ...this.domainOf(customDomain),
    });
    this.url = `https://${customDomain?.domainName ?? this.distribution.distributionDomainName}`;
    if (customDomain) addRecords(this, this.distribution, customDomain);
    this.acknowledgeFindings(customDomain);
  }

  /** Documents are the same for everybody, so nothing of a request reaches the API, or is cached by. */
  private documentBehaviors(
    { documents }: BearerApi,
    { originRequestPolicy: _, ...behavior }: BehaviorOptions,
  ): Record<string, BehaviorOptions> {
    if (documents.length === 0) return {};
    const cachePolicy = new DocumentCache(this, "Documents");
    const cached = { ...behavior, cachePolicy, compress: true };
    return Object.fromEntries(documents.map(({ path }) => [`/api${path}`, cached]));
  }

  private declareSiteFunction({ assets, pages }: Site): EdgeFunction {
    return new EdgeFunction(this, "SiteRequest", {
      comment: "Latchkey: which addresses there are, and their files",
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(siteFunctionSource(assets, pages)),
    });
  }

  private domainOf(custom: CustomDomain | undefined): Partial<DistributionProps> {
    if (!custom) return {};
    return {
      domainNames: [custom.domainName],
      certificate: certificateOf(this, custom),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  private acknowledgeFindings(customDomain: CustomDomain | undefined): void {
    Validations.of(this.distribution).acknowledge(
      {
        id: "AwsSolutions-CFR1",
        reason: "Whom a product is for, and where, is its operator's to say.",
      },
      {
        id: "AwsSolutions-CFR2",
        reason: "A web ACL is the operator's choice and cost; the APIs judge every request anyway.",
      },
      {
        id: "AwsSolutions-CFR3",
        reason:
          "CloudFront's logs hold query strings, in which sign-in hands over its codes; the APIs log.",
      },
    );
    if (!customDomain) {
      Validations.of(this.distribution).acknowledge({
        id: "AwsSolutions-CFR4",
        reason: "Amazon's own name comes with Amazon's policy; a custom domain gets TLS 1.2.",
      });
    }
  }
}

function originOf({ host }: BearerApi, customHeaders: Readonly<Record<string, string>>): IOrigin {
  return new HttpOrigin(host, {
    customHeaders: { ...customHeaders },
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    // Longer than API Gateway takes, so that its own 503 arrives, and no request is made twice.
    readTimeout: Duration.seconds(30),
  });
}
