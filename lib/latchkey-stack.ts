import { CfnOutput, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { readCatalogue } from "../catalog/catalogue.ts";
import { managementRoutes } from "../functions/management/routes.ts";
import { bundleFunctions } from "./bundles.ts";
import { guardRoutes } from "./checks/guard-routes.ts";
import { Alarms } from "./constructs/alarms.ts";
import { BearerApi } from "./constructs/bearer-api.ts";
import { Functions } from "./constructs/functions.ts";
import { GatewayLogging } from "./constructs/gateway-logging.ts";
import { LatchkeySecrets } from "./constructs/latchkey-secrets.ts";
import { LatchkeyTable } from "./constructs/latchkey-table.ts";
import { type StageName, stages } from "./stages.ts";

export interface LatchkeyStackProps {
  readonly stage: StageName;
  /** Where the functions' entries are, if not in `functions/`. */
  readonly functionsDirectory?: string;
}

/** The whole product: one table, its secrets, the functions and the two APIs before them. */
export class LatchkeyStack extends Stack {
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;

  constructor(scope: Construct, { stage, functionsDirectory }: LatchkeyStackProps) {
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
      bundles: bundleFunctions(functionsDirectory),
      table,
      secrets,
    });
    const logging = new GatewayLogging(this, "GatewayLogging");
    this.publicApi = new BearerApi(this, "PublicApi", {
      settings,
      name: `Latchkey-${stage}-public`,
      throttle: settings.publicThrottle,
      authorizer: functions.authorizer,
      deniedError: "Invalid API key",
      routes: { "GET /v1/models": functions.models },
      logging,
    });
    this.managementApi = new BearerApi(this, "ManagementApi", {
      settings,
      name: `Latchkey-${stage}-management`,
      throttle: settings.managementThrottle,
      authorizer: functions.managementAuthorizer,
      deniedError: "Invalid credentials",
      routes: Object.fromEntries(managementRoutes.map((route) => [route, functions.management])),
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
  }
}
