import { CfnOutput, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { readCatalogue } from "../catalog/catalogue.ts";
import { errors } from "../functions/http/errors.ts";
import { accountRoutes, keyRoutes } from "../functions/management/routes.ts";
import { openApiDocument } from "../openapi/document.ts";
import { bundleFunctions } from "./bundles.ts";
import { guardRoutes } from "./checks/guard-routes.ts";
import { Alarms } from "./constructs/alarms.ts";
import { BearerApi } from "./constructs/bearer-api.ts";
import { Functions } from "./constructs/functions.ts";
import { GatewayLogging } from "./constructs/gateway-logging.ts";
import type { LambdaFunction } from "./constructs/lambda-function.ts";
import { LatchkeySecrets } from "./constructs/latchkey-secrets.ts";
import { LatchkeyTable } from "./constructs/latchkey-table.ts";
import { LatchkeyUserPool } from "./constructs/user-pool.ts";
import type { Issuer, SignIn } from "./sign-in.ts";
import { type StageName, stages } from "./stages.ts";

export interface LatchkeyStackProps {
  readonly stage: StageName;
  readonly signIn: SignIn;
  /** What imported keys begin with; empty where there are none. */
  readonly foreignKeyPrefix: string;
  /** How long audit events are kept, if not for as long as the functions keep them by default. */
  readonly auditRetentionDays?: number | undefined;
  /** Where the functions' entries are, if not in `functions/`. */
  readonly functionsDirectory?: string;
}

/** The whole product: a table, its secrets, the users, the functions and the two APIs before them. */
export class LatchkeyStack extends Stack {
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;

  constructor(scope: Construct, props: LatchkeyStackProps) {
    const { stage, signIn } = props;
    const settings = stages[stage];
    super(scope, `Latchkey-${stage}`, {
      description: `Latchkey: API keys (${stage})`,
      terminationProtection: settings.deletionProtection,
    });
    // A catalogue that does not fit its schema is not deployed, nor served by `npm start`.
    readCatalogue();
    const table = new LatchkeyTable(this, "Table", settings);
    const secrets = new LatchkeySecrets(this, "Secrets", settings);
    const functions = new Functions(this, "Functions", {
      settings,
      bundles: bundleFunctions(props.functionsDirectory),
      table,
      secrets,
      issuer: this.issuerOf(props),
      accountClaim: signIn.accountClaim,
      foreignKeyPrefix: props.foreignKeyPrefix,
      auditRetentionDays: props.auditRetentionDays,
    });
    const logging = new GatewayLogging(this, "GatewayLogging");
    this.publicApi = new BearerApi(this, "PublicApi", {
      settings,
      name: `Latchkey-${stage}-public`,
      throttle: settings.publicThrottle,
      authorizer: functions.authorizer,
      deniedError: errors.invalidKey,
      routes: { "GET /v1/models": functions.models, "GET /v1/account": functions.account },
      documents: [{ path: "/openapi.json", document: openApiDocument() }],
      logging,
    });
    this.managementApi = new BearerApi(this, "ManagementApi", {
      settings,
      name: `Latchkey-${stage}-management`,
      throttle: settings.managementThrottle,
      authorizer: functions.managementAuthorizer,
      deniedError: errors.invalidCredentials,
      routes: {
        ...served(accountRoutes, functions.accountManagement),
        ...served(keyRoutes, functions.keyManagement),
      },
      logging,
    });
    guardRoutes(this, [
      { label: "public API", api: this.publicApi, forwardsVerdict: true },
      { label: "management API", api: this.managementApi, forwardsVerdict: false },
    ]);
    if (settings.alarms) {
      const { publicApi, managementApi } = this;
      const { topic } = new Alarms(this, "Alarms", { publicApi, managementApi, functions });
      new CfnOutput(this, "AlarmTopicArn", { value: topic.topicArn });
    }
    new CfnOutput(this, "PublicApiUrl", { value: this.publicApi.url });
    new CfnOutput(this, "ManagementApiUrl", { value: this.managementApi.url });
    new CfnOutput(this, "OperatorTokenSecretArn", { value: secrets.operatorToken.secretArn });
    new CfnOutput(this, "TableName", { value: table.tableName });
    // For the operators' tools (cli/), which know a deployment by these outputs alone.
    new CfnOutput(this, "PepperSecretArn", { value: secrets.pepper.secretArn });
    new CfnOutput(this, "PublicApiAccessLogName", {
      value: this.publicApi.accessLog.logGroupName,
    });
    if (props.foreignKeyPrefix !== "") {
      new CfnOutput(this, "ForeignKeyPrefix", { value: props.foreignKeyPrefix });
    }
  }

  private issuerOf({ stage, signIn: { by } }: LatchkeyStackProps): Issuer {
    const issuer = "issuer" in by ? by.issuer : this.ownIssuer(stage, by.callbackUrls);
    new CfnOutput(this, "OidcIssuer", { value: issuer.url });
    new CfnOutput(this, "OidcAudience", { value: issuer.audience });
    return issuer;
  }

  private ownIssuer(stage: StageName, callbackUrls: readonly string[]): Issuer {
    const settings = stages[stage];
    const pool = new LatchkeyUserPool(this, "Users", { stage, settings, callbackUrls });
    new CfnOutput(this, "SignInUrl", { value: pool.signInUrl });
    return pool.issuer;
  }
}

function served(
  routes: readonly string[],
  handler: LambdaFunction,
): Readonly<Record<string, LambdaFunction>> {
  return Object.fromEntries(routes.map((route) => [route, handler]));
}
