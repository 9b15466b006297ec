import { CfnOutput, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { readCatalogue } from "../catalog/catalogue.ts";
import { openApiDocument } from "../contract/openapi/document.ts";
import { configOf, type Settings } from "../core/config/config.ts";
import { managementErrorBody, publicErrorBody } from "../functions/http/error-body.ts";
import { accountRoutes, keyRoutes } from "../functions/management/routes.ts";
import type { Site } from "../web/site-file.ts";
import { bundleFunctions } from "./bundles.ts";
import { guardRoutes } from "./checks/guard-routes.ts";
import { Alarms } from "./constructs/alarms.ts";
import { BearerApi } from "./constructs/bearer-api.ts";
import { Functions } from "./constructs/functions.ts";
import { GatewayLogging } from "./constructs/gateway-logging.ts";
import type { LambdaFunction } from "./constructs/lambda-function.ts";
import { LatchkeySecrets } from "./constructs/latchkey-secrets.ts";
import { LatchkeyTable } from "./constructs/latchkey-table.ts";
import { SiteBucket } from "./constructs/site-bucket.ts";
import { SiteContent } from "./constructs/site-content.ts";
import { SiteDistribution } from "./constructs/site-distribution.ts";
import { LatchkeyUserPool } from "./constructs/user-pool.ts";
import { appPath } from "./edge/site-function.ts";
import { type Authority, otherAuthority } from "./sign-in.ts";
import type { StageSettings } from "./stages.ts";

export interface LatchkeyStackProps {
  readonly stage: string;
  readonly settings: StageSettings;
  /** The settings that functions, page and CLI get at run time. */
  readonly productSettings: Settings;
  readonly site: Site;
  /** Where the functions' entries are, if not in `functions/`. */
  readonly functionsDirectory?: string;
}

/**
 * The whole product: a table, its secrets, the users, the functions and the two APIs before them, and
 * in front of all the site and the one host that people know.
 */
export class LatchkeyStack extends Stack {
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;

  constructor(scope: Construct, props: LatchkeyStackProps) {
    const { stage, site, settings, productSettings } = props;
    const { account, region } = settings;
    super(scope, `Latchkey-${stage}`, {
      env: { region, ...(account === undefined ? {} : { account }) },
      description: `Latchkey: API keys (${stage})`,
      terminationProtection: settings.deletionProtection,
    });
    // A catalogue that does not fit its schema is not deployed, nor served by `npm start`.
    readCatalogue();
    const table = new LatchkeyTable(this, "Table", settings);
    const secrets = new LatchkeySecrets(this, "Secrets", settings);
    const authority = this.authorityOf(props);
    const functions = new Functions(this, "Functions", {
      settings,
      bundles: bundleFunctions(props.functionsDirectory),
      table,
      secrets,
      issuer: authority.issuer,
      accountClaim: settings.signIn.accountClaim,
      productSettings,
    });
    const logging = new GatewayLogging(this, "GatewayLogging");
    const openApi = openApiDocument(configOf(productSettings));
    this.publicApi = new BearerApi(this, "PublicApi", {
      settings,
      throttle: settings.publicThrottle,
      authorizer: functions.authorizer,
      errorBody: publicErrorBody,
      routes: functions.publicRoutes,
      answersVerify: true,
      documents: [{ path: "/openapi.json", document: openApi }],
      logging,
    });
    this.managementApi = new BearerApi(this, "ManagementApi", {
      settings,
      throttle: settings.managementThrottle,
      authorizer: functions.managementAuthorizer,
      errorBody: managementErrorBody,
      routes: {
        ...served(accountRoutes, functions.accountManagement),
        ...served(keyRoutes, functions.keyManagement),
      },
      logging,
    });
    const guarded = [
      { label: "public API", api: this.publicApi, forwardsVerdict: true },
      { label: "management API", api: this.managementApi, forwardsVerdict: false },
    ];
    guardRoutes(this, guarded, openApi);
    const siteBucket = new SiteBucket(this, "SiteBucket", settings);
    const { distribution, url } = new SiteDistribution(this, "Site", {
      stage,
      settings,
      publicApi: this.publicApi,
      managementApi: this.managementApi,
      originSecret: secrets.origin,
      site,
      siteBucket,
      issuerSources: authority.sources,
      customDomain: settings.customDomain,
    });
    if (authority instanceof LatchkeyUserPool) authority.sendBackTo(`${url}${appPath}`);
    new SiteContent(this, "SiteContent", {
      settings,
      bucket: siteBucket,
      distribution,
      site,
      pageConfig: { ...authority.signInConfig, settings: productSettings },
    });
    if (settings.alarms) {
      const { publicApi, managementApi } = this;
      const { email } = settings.alarms;
      const { topic } = new Alarms(this, "Alarms", { publicApi, managementApi, functions, email });
      new CfnOutput(this, "AlarmTopicArn", { value: topic.topicArn });
    }
    new CfnOutput(this, "Url", { value: url });
    new CfnOutput(this, "DistributionDomainName", { value: distribution.distributionDomainName });
    new CfnOutput(this, "PublicApiUrl", { value: this.publicApi.url });
    new CfnOutput(this, "ManagementApiUrl", { value: this.managementApi.url });
    new CfnOutput(this, "OperatorTokenSecretArn", { value: secrets.operatorToken.secretArn });
    new CfnOutput(this, "TableName", { value: table.tableName });
    // For the operators' tools (cli/), which know a deployment by these outputs alone.
    new CfnOutput(this, "PepperSecretArn", { value: secrets.pepper.secretArn });
    new CfnOutput(this, "PublicApiAccessLogName", {
      value: this.publicApi.accessLog.logGroupName,
    });
    new CfnOutput(this, "Settings", { value: JSON.stringify(productSettings) });
    new CfnOutput(this, "ImportedKeys", { value: JSON.stringify(settings.importedKeys) });
  }

  private authorityOf({ stage, settings }: LatchkeyStackProps): Authority {
    const { by } = settings.signIn;
    const authority =
      "issuer" in by
        ? otherAuthority(by.issuer, by.client)
        : this.ownAuthority(stage, settings, by.callbackUrls);
    new CfnOutput(this, "OidcIssuer", { value: authority.issuer.url });
    new CfnOutput(this, "OidcAudience", { value: authority.issuer.audience });
    return authority;
  }

  private ownAuthority(
    stage: string,
    settings: StageSettings,
    callbackUrls: readonly string[],
  ): LatchkeyUserPool {
    const pool = new LatchkeyUserPool(this, "Users", {
      stage,
      settings,
      callbackUrls,
    });
    new CfnOutput(this, "SignInUrl", { value: pool.signInUrl });
    new CfnOutput(this, "UserPoolId", { value: pool.userPoolId });
    return pool;
  }
}

function served(
  routes: readonly string[],
  handler: LambdaFunction,
): Readonly<Record<string, LambdaFunction>> {
  return Object.fromEntries(routes.map((route) => [route, handler]));
}
