import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { type ILogGroup, SubscriptionFilter } from "aws-cdk-lib/aws-logs";
import { LambdaDestination } from "aws-cdk-lib/aws-logs-destinations";
import { CfnOutput, Lazy, Size, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { readCatalogue } from "../../catalog/catalogue.ts";
import { openApiDocument } from "../../contract/openapi/document.ts";
import { configOf } from "../../core/config/config.ts";
import { sampleRoute } from "../../core/config/protected-routes.ts";
import { managementErrorBody, publicErrorBody } from "../../functions/http/error-body.ts";
import {
  accountRoutes,
  keyRoutes,
  leakReportRoute,
  operationsRoutes,
} from "../../functions/management/routes.ts";
import type { Site } from "../../web/site-file.ts";
import { type Bundles, bundleFunctions } from "../bundles.ts";
import { guardRoutes } from "../checks/guard-routes.ts";
import { ConfigError } from "../config/parse-config.ts";
import type { ParsedProps } from "../config/parse-props.ts";
import { appPath, consolePath } from "../edge/site-function.ts";
import { type Authority, otherAuthority, poolAuthority, type SignIn } from "../sign-in.ts";
import type { Throttle } from "../stages.ts";
import { refusalsOfKeys } from "./access-log.ts";
import type { Alarms } from "./alarms.ts";
import { ApiWebAcl } from "./api-web-acl.ts";
import { BearerApi } from "./bearer-api.ts";
import { EventPipeline } from "./event-pipeline.ts";
import { Functions } from "./functions.ts";
import { gatewayLoggingOf } from "./gateway-logging.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import { LatchkeySecrets } from "./latchkey-secrets.ts";
import { type AnyTable, tableOf } from "./latchkey-table.ts";
import type { LogMetrics } from "./log-metrics.ts";
import { SiteBucket } from "./site-bucket.ts";
import { SiteContent } from "./site-content.ts";
import { SiteDistribution } from "./site-distribution.ts";
import { LatchkeyUserPool } from "./user-pool.ts";
import { watch } from "./watch.ts";

export interface KeyServiceProps extends ParsedProps {
  readonly site: Site | undefined;
  /** The directory of the functions' entries, if not `functions/`. */
  readonly functionsDirectory?: string | undefined;
  /** Default: true. */
  readonly hasSampleRoute?: boolean;
}

/**
 * A table, its secrets, the users, the functions and the two APIs before them, and in front of all, if
 * there is a site, one host for the site and both APIs.
 */
export class KeyService extends Construct {
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;
  readonly table: AnyTable;
  readonly secrets: LatchkeySecrets;
  protected readonly bundles: Bundles;
  protected readonly parsed: ParsedProps;
  protected readonly alarms: Alarms | undefined;
  /** Absent if there are neither alarms nor a dashboard. */
  protected readonly metrics: LogMetrics | undefined;
  private readonly functions: Functions;
  private readonly accessLogNames: string[] = [];
  /** The names of all access logs in which requests can be looked up, separated by commas. */
  private readonly searchedLogs = Lazy.string({ produce: () => this.accessLogNames.join(",") });
  private readonly outputs: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: KeyServiceProps) {
    super(scope, id);
    const { settings, productSettings, site, hasSampleRoute = true } = props;
    const omitted = hasSampleRoute ? [] : [sampleRoute];
    this.parsed = { settings, productSettings };
    // A catalogue that does not fit its schema is not deployed, nor served by `npm start`.
    readCatalogue();
    this.table = tableOf(this, "Table", settings);
    this.secrets = new LatchkeySecrets(this, "Secrets", settings);
    const authority = this.authorityOf(props);
    this.bundles = bundleFunctions(props.functionsDirectory);
    const functions = new Functions(this, "Functions", {
      settings,
      bundles: this.bundles,
      table: this.table,
      secrets: this.secrets,
      issuer: authority?.issuer,
      accountClaim: settings.signIn.accountClaim,
      operators: settings.signIn.operators ?? authority?.operators,
      productSettings,
      omitted,
    });
    const events = new EventPipeline(this, "Events", {
      settings,
      bundles: this.bundles,
      table: this.table,
    });
    const logging = gatewayLoggingOf(this);
    const openApi = openApiDocument(configOf(productSettings), omitted);
    this.publicApi = new BearerApi(this, "PublicApi", {
      settings,
      throttle: settings.publicThrottle,
      authorizer: functions.authorizer,
      errorBody: publicErrorBody,
      routes: functions.publicRoutes,
      openRoutes: {
        [leakReportRoute]: {
          function: functions.leakReport,
          throttle: leakReportThrottle,
          reason: "Whoever finds a key has no credential but that key, which is in the body.",
        },
      },
      answersVerify: true,
      documents: [{ path: "/openapi.json", document: openApi }],
      logging,
    });
    this.managementApi = new BearerApi(this, "ManagementApi", {
      settings,
      throttle: settings.managementThrottle,
      authorizer: functions.managementAuthorizer,
      errorBody: managementErrorBody,
      // Lists of keys with their usage. CloudFront compresses only what it may cache.
      minCompressionSize: Size.bytes(1_000),
      routes: {
        ...served(accountRoutes, functions.accountManagement),
        ...served(keyRoutes, functions.keyManagement),
        ...served(operationsRoutes, functions.operations),
      },
      logging,
    });
    this.functions = functions;
    this.searchIn(this.publicApi.accessLog);
    this.countRefusals(this.publicApi.accessLog);
    refuseUnknownRoutes(settings.routeThrottles, [this.publicApi, this.managementApi]);
    const guarded = [
      { label: "public API", api: this.publicApi, forwardsVerdict: true },
      { label: "management API", api: this.managementApi, forwardsVerdict: false },
    ];
    guardRoutes(this, guarded, openApi);
    const distribution = site && this.serveSite(site, authority);
    const { publicApi, managementApi, table } = this;
    const watched = { publicApi, managementApi, table, settings, functions, events, distribution };
    const { alarms, metrics } = watch(this, watched);
    this.alarms = alarms;
    this.metrics = metrics;
    if (alarms) this.outputs.AlarmTopicArn = alarms.topic.topic.topicArn;
    this.protectByAddress(site !== undefined);
    this.outputs.PublicApiUrl = this.publicApi.url;
    this.outputs.ManagementApiUrl = this.managementApi.url;
    this.outputs.OperatorTokenSecretArn = this.secrets.operatorToken.secretArn;
    const { auditRetentionDays: days } = settings;
    if (days !== undefined) this.outputs.AuditRetentionDays = String(days);
    this.outputs.TableName = this.table.tableName;
    this.outputs.PepperSecretArn = this.secrets.pepper.secretArn;
    this.outputs.PublicApiAccessLogName = this.publicApi.accessLog.logGroupName;
    this.outputs.AccessLogNames = this.searchedLogs;
    this.outputs.Settings = JSON.stringify(productSettings);
    this.outputs.EventBusName = events.bus.eventBusName;
    if (events.webhooks) {
      this.outputs.Webhooks = JSON.stringify(events.webhooks.endpoints);
      this.outputs.WebhookQueueUrl = events.webhooks.queue.queueUrl;
      this.outputs.WebhookDeadLetterQueueArn = events.webhooks.deadLetters.queueArn;
    }
    this.outputs.ImportedKeys = JSON.stringify(settings.importedKeys);
  }

  /**
   * Gives the stack the outputs by which the CLI and the local run know a deployment. Their names are
   * fixed, so one Latchkey of a stack can have them.
   */
  addOutputs(): void {
    const stack = Stack.of(this);
    for (const [name, value] of Object.entries(this.outputs)) new CfnOutput(stack, name, { value });
  }

  /**
   * Lets requests be looked up in an access log of this stack. With a log of another stack, each of the two
   * stacks would need the other one.
   */
  protected searchIn(logGroup: ILogGroup): void {
    if (Stack.of(logGroup) !== Stack.of(this)) return;
    this.accessLogNames.push(logGroup.logGroupName);
    this.functions.searchIn(logGroup, this.searchedLogs);
  }

  /** Adds up the refusals of each key that an access log in `accessLogFormat` tells of. */
  protected countRefusals(logGroup: ILogGroup): void {
    new SubscriptionFilter(logGroup, "Refusals", {
      logGroup,
      destination: new LambdaDestination(this.functions.countRefusals.function),
      filterPattern: refusalsOfKeys,
    });
  }

  private protectByAddress(hasDistribution: boolean): void {
    const { webAcl } = this.parsed.settings;
    if (!webAcl) return;
    const originSecret = hasDistribution
      ? this.secrets.origin.secretValue.unsafeUnwrap()
      : undefined;
    const { publicApi, managementApi } = this;
    const { management, public: rules } = webAcl;
    new ApiWebAcl(this, "ManagementWebAcl", {
      api: managementApi,
      rules: management,
      originSecret,
    });
    if (rules) new ApiWebAcl(this, "PublicWebAcl", { api: publicApi, rules, originSecret });
    if (management.perMinute !== undefined) {
      this.outputs.ManagementRequestsPerMinute = String(management.perMinute);
    }
  }

  private serveSite(site: Site, authority: Authority | undefined): Distribution {
    const { settings, productSettings } = this.parsed;
    if (!authority) throw new Error("A settings page needs somebody to sign people in");
    const siteBucket = new SiteBucket(this, "SiteBucket", settings);
    const { distribution, url } = new SiteDistribution(this, "Site", {
      settings,
      publicApi: this.publicApi,
      managementApi: this.managementApi,
      originSecret: this.secrets.origin,
      site,
      siteBucket,
      issuerSources: authority.sources,
      customDomain: settings.customDomain,
    });
    if (authority instanceof LatchkeyUserPool) {
      authority.sendBackTo(`${url}${appPath}`);
      authority.sendBackTo(`${url}${consolePath}`);
    }
    new SiteContent(this, "SiteContent", {
      settings,
      bucket: siteBucket,
      distribution,
      url,
      site,
      pageConfig: {
        ...authority.signInConfig,
        oidcAccountClaim: settings.signIn.accountClaim,
        settings: productSettings,
      },
    });
    this.outputs.Url = url;
    this.outputs.DistributionDomainName = distribution.distributionDomainName;
    return distribution;
  }

  private authorityOf({ settings, site }: KeyServiceProps): Authority | undefined {
    const { by } = settings.signIn;
    if ("callbackUrls" in by && !site && by.callbackUrls.length === 0) return undefined;
    const authority = this.declareAuthority(by);
    this.outputs.OidcIssuer = authority.issuer.url;
    this.outputs.OidcAudience = authority.issuer.audience;
    this.outputs.OidcClientId = authority.signInConfig.oidcClientId;
    this.outputs.OidcScope = authority.signInConfig.oidcScope;
    return authority;
  }

  private declareAuthority(by: SignIn["by"]): Authority {
    if ("issuer" in by) return otherAuthority(by.issuer, by.client);
    if ("callbackUrls" in by) return this.ownAuthority(by.callbackUrls);
    this.outputs.SignInUrl = `https://${by.userPool.signInDomain}`;
    this.outputs.UserPoolId = by.userPool.id;
    return poolAuthority(by.userPool);
  }

  private ownAuthority(callbackUrls: readonly string[]): LatchkeyUserPool {
    const { settings, productSettings } = this.parsed;
    const { customDomain, invitationUrl } = settings;
    const pool = new LatchkeyUserPool(this, "Users", {
      settings,
      callbackUrls,
      product: productSettings.product.name,
      // CloudFront's own name depends on the pool: the pages' policy names whom they may talk to.
      pageUrl: invitationUrl ?? (customDomain && `https://${customDomain.domainName}${appPath}`),
    });
    this.outputs.SignInUrl = pool.signInUrl;
    this.outputs.UserPoolId = pool.userPoolId;
    return pool;
  }
}

/**
 * Over all callers. At this rate one container of the function keeps up, so the budgets of addresses
 * that it remembers are those of the whole deployment.
 */
const leakReportThrottle: Throttle = { ratePerSecond: 20, burst: 20 };

/** @throws ConfigError that names a route of neither API */
function refuseUnknownRoutes(
  throttles: Readonly<Record<string, Throttle>>,
  apis: readonly BearerApi[],
): void {
  const known = apis.flatMap(({ routes, openRoutes }) => [...routes, ...Object.keys(openRoutes)]);
  const unknown = Object.keys(throttles).find((route) => !known.includes(route));
  if (unknown === undefined) return;
  throw new ConfigError(`throttles.routes[${JSON.stringify(unknown)}] is no route of either API`);
}

function served(
  routes: readonly string[],
  handler: LambdaFunction,
): Readonly<Record<string, LambdaFunction>> {
  return Object.fromEntries(routes.map((route) => [route, handler]));
}
