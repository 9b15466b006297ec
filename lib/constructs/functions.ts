import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Bundles } from "../bundles.ts";
import { mayJudgeKeys, mayManageItems, mayRead } from "../permissions.ts";
import type { StageSettings } from "../stages.ts";
import { LambdaFunction } from "./lambda-function.ts";
import type { LatchkeySecrets } from "./latchkey-secrets.ts";
import type { LatchkeyTable } from "./latchkey-table.ts";

export interface FunctionsProps {
  readonly settings: StageSettings;
  readonly bundles: Bundles;
  readonly table: LatchkeyTable;
  readonly secrets: LatchkeySecrets;
}

/**
 * The functions, with what each is given and may do.
 *
 * Memory also buys CPU: 1769 MB are one whole core. Start-up is where the CPU counts, and it is
 * rare; a warm request mostly waits for the table, and waiting is billed by the megabyte. So 512
 * where the start is heavy or in everybody's way, and half of that where there is hardly any.
 *
 * Time-outs stay below API Gateway's 29 s, after which nobody would hear the answer.
 */
export class Functions extends Construct {
  readonly authorizer: LambdaFunction;
  readonly models: LambdaFunction;
  readonly management: LambdaFunction;
  readonly managementAuthorizer: LambdaFunction;

  constructor(scope: Construct, id: string, { settings, bundles, table, secrets }: FunctionsProps) {
    super(scope, id);
    const { pepper, operatorToken } = secrets;
    this.authorizer = new LambdaFunction(this, "Authorizer", {
      settings,
      bundle: bundles.authorizer,
      description: "Latchkey: judges API keys",
      memoryMegabytes: 512,
      timeout: Duration.seconds(5),
      environment: { TABLE_NAME: table.tableName, PEPPER_SECRET_ARN: pepper.secretArn },
      permissions: [mayJudgeKeys(table), mayRead(pepper)],
    });
    this.models = new LambdaFunction(this, "Models", {
      settings,
      bundle: bundles.models,
      description: "Latchkey: lists the models",
      memoryMegabytes: 256,
      timeout: Duration.seconds(10),
      environment: {},
      permissions: [],
    });
    this.management = new LambdaFunction(this, "Management", {
      settings,
      bundle: bundles.management,
      description: "Latchkey: manages accounts and keys",
      memoryMegabytes: 512,
      timeout: Duration.seconds(10),
      environment: { TABLE_NAME: table.tableName, PEPPER_SECRET_ARN: pepper.secretArn },
      permissions: [mayManageItems(table), mayRead(pepper)],
    });
    this.managementAuthorizer = new LambdaFunction(this, "ManagementAuthorizer", {
      settings,
      bundle: bundles["management-authorizer"],
      description: "Latchkey: judges operator tokens",
      memoryMegabytes: 256,
      timeout: Duration.seconds(10),
      environment: { OPERATOR_TOKEN_SECRET_ARN: operatorToken.secretArn },
      permissions: [mayRead(operatorToken)],
    });
  }
}
