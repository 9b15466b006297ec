import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { OperatorClaim } from "../../core/account/operators.ts";
import { configVariable, type FunctionSettings, type Settings } from "../../core/config/config.ts";
import { functionRoutes } from "../../core/config/protected-routes.ts";
import * as budgets from "../../core/time/budgets.ts";
import type { Bundles } from "../bundles.ts";
import { functionSettingsOf } from "../config/function-settings.ts";
import {
  mayCountRefusals,
  mayDescribe,
  mayFindAccounts,
  mayGetKeys,
  mayJudgeKeys,
  mayProbe,
  mayRead,
  mayReadAccounts,
  mayReadAllEvents,
  mayReadRefusals,
  maySearch,
  mayWriteItems,
  readKeysStatement,
} from "../permissions.ts";
import type { Issuer } from "../sign-in.ts";
import type { StageSettings } from "../stages.ts";
import { LambdaFunction } from "./lambda-function.ts";
import type { LatchkeySecrets } from "./latchkey-secrets.ts";
import type { AnyTable } from "./latchkey-table.ts";

export interface FunctionsProps {
  readonly settings: StageSettings;
  readonly bundles: Bundles;
  readonly table: AnyTable;
  readonly secrets: LatchkeySecrets;
  /** Undefined: there are no users, only operators. */
  readonly issuer: Issuer | undefined;
  readonly accountClaim: string;
  /** Undefined: only the operator token makes an operator. */
  readonly operators: OperatorClaim | undefined;
  readonly productSettings: Settings;
  /** Routes of the public API that this one does without. */
  readonly omitted: readonly string[];
}

/**
 * The functions, with what each is given and may do.
 *
 * Memory also buys CPU: 1769 MB are one whole core. Start-up is where the CPU counts, and it is
 * rare; a warm request mostly waits for the table, and waiting is billed by the megabyte. So 512
 * where the start is heavy or in everybody's way, and half of that where there is hardly any.
 *
 * Time-outs are for a function that is stuck: it answers by itself, within its budget.
 */
export class Functions extends Construct {
  readonly authorizer: LambdaFunction;
  /** By route of the public API, the function that serves it. */
  readonly publicRoutes: Readonly<Record<string, LambdaFunction>>;
  readonly accountManagement: LambdaFunction;
  readonly keyManagement: LambdaFunction;
  readonly operations: LambdaFunction;
  readonly managementAuthorizer: LambdaFunction;
  readonly leakReport: LambdaFunction;
  readonly countRefusals: LambdaFunction;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const { settings, bundles, table } = props;
    const { pepper, operatorToken, origin } = props.secrets;
    const TABLE_NAME = table.tableName;
    const PEPPER_SECRET_ARN = pepper.secretArn;
    const ORIGIN_SECRET_ARN = origin.secretArn;
    const { auditRetentionDays: days, reservedConcurrency: reserved } = settings;
    const { importedKeys } = settings;
    const own = { ...functionSettingsOf(props.productSettings), importedKeys };
    const configuration = configured(own);
    const retention = days === undefined ? {} : { AUDIT_RETENTION_DAYS: String(days) };
    this.authorizer = declareAuthorizer(this, props);
    if (settings.rollout !== "all-at-once") this.authorizer.publish();
    this.publicRoutes = this.servePublicRoutes(props, configuration);
    this.accountManagement = new LambdaFunction(this, "AccountManagement", {
      settings,
      bundle: bundles["account-management"],
      reservedConcurrency: reserved.management,
      description: "Latchkey: manages accounts",
      memoryMegabytes: 512,
      timeout: timeoutFor(budgets.managementMs),
      environment: {
        TABLE_NAME,
        PEPPER_SECRET_ARN,
        ORIGIN_SECRET_ARN,
        ...retention,
        ...configuration,
      },
      permissions: [
        mayReadAccounts(table),
        mayReadAllEvents(table),
        mayReadRefusals(table),
        mayWriteItems(table),
        mayRead(pepper),
        mayRead(origin),
      ],
    });
    this.keyManagement = new LambdaFunction(this, "KeyManagement", {
      settings,
      bundle: bundles["key-management"],
      reservedConcurrency: reserved.management,
      description: "Latchkey: manages keys",
      memoryMegabytes: 512,
      timeout: timeoutFor(budgets.managementMs),
      environment: {
        TABLE_NAME,
        PEPPER_SECRET_ARN,
        ORIGIN_SECRET_ARN,
        ...retention,
        ...configuration,
      },
      permissions: [
        readKeysStatement(table),
        mayReadRefusals(table),
        mayWriteItems(table),
        mayRead(pepper),
        mayRead(origin),
      ],
    });
    this.operations = new LambdaFunction(this, "Operations", {
      settings,
      bundle: bundles.operations,
      reservedConcurrency: reserved.management,
      description: "Latchkey: looks up requests, and tells how the service is",
      memoryMegabytes: 256,
      timeout: timeoutFor(budgets.operationsMs),
      environment: {
        TABLE_NAME,
        PEPPER_SECRET_ARN,
        ORIGIN_SECRET_ARN,
        OPERATOR_TOKEN_SECRET_ARN: operatorToken.secretArn,
        ...(props.issuer && { OIDC_ISSUER: props.issuer.url }),
        ...configuration,
      },
      permissions: [
        mayFindAccounts(table),
        mayProbe(table),
        mayRead(pepper),
        mayDescribe(origin, operatorToken),
      ],
    });
    this.managementAuthorizer = new LambdaFunction(this, "ManagementAuthorizer", {
      settings,
      bundle: bundles["management-authorizer"],
      reservedConcurrency: reserved.management,
      description: "Latchkey: judges operator tokens and users' tokens",
      memoryMegabytes: 256,
      timeout: timeoutFor(budgets.managementAuthorizerMs),
      environment: {
        ...configuration,
        OPERATOR_TOKEN_SECRET_ARN: operatorToken.secretArn,
        ...(props.issuer && {
          OIDC_ISSUER: props.issuer.url,
          OIDC_AUDIENCE: props.issuer.audience,
          OIDC_ACCOUNT_CLAIM: props.accountClaim,
          ...(props.operators && { OIDC_OPERATORS: JSON.stringify(props.operators) }),
        }),
      },
      permissions: [mayRead(operatorToken)],
    });
    this.leakReport = new LambdaFunction(this, "LeakReport", {
      settings,
      bundle: bundles["leak-report"],
      reservedConcurrency: reserved.public,
      description: "Latchkey: ends keys that somebody found",
      memoryMegabytes: 256,
      timeout: timeoutFor(budgets.managementMs),
      environment: {
        TABLE_NAME,
        PEPPER_SECRET_ARN,
        ORIGIN_SECRET_ARN,
        ...retention,
        ...configuration,
      },
      permissions: [mayGetKeys(table), mayWriteItems(table), mayRead(pepper), mayRead(origin)],
    });
    this.countRefusals = new LambdaFunction(this, "CountRefusals", {
      settings,
      bundle: bundles["count-refusals"],
      description: "Latchkey: counts refusals from the access log",
      memoryMegabytes: 256,
      timeout: timeoutFor(budgets.refusalsMs),
      environment: { TABLE_NAME },
      permissions: [mayFindAccounts(table), mayCountRefusals(table)],
    });
  }

  /**
   * Lets requests be looked up in an access log.
   *
   * @param names of all access logs, separated by commas
   */
  searchIn(log: ILogGroup, names: string): void {
    this.operations.function.addEnvironment("ACCESS_LOG_GROUPS", names);
    this.operations.function.addToRolePolicy(maySearch(log));
  }

  private servePublicRoutes(
    { settings, bundles, table, omitted }: FunctionsProps,
    configuration: Readonly<Record<string, string>>,
  ): Record<string, LambdaFunction> {
    const reading = {
      nothing: { environment: configuration, permissions: [] },
      keys: {
        environment: { TABLE_NAME: table.tableName, ...configuration },
        permissions: [readKeysStatement(table)],
      },
    };
    const made = new Map<PublicFunction, LambdaFunction>();
    const functionFor = (declared: PublicFunction): LambdaFunction =>
      made.get(declared) ??
      new LambdaFunction(this, constructIdOf(declared.name), {
        settings,
        bundle: bundles[declared.name],
        reservedConcurrency: settings.reservedConcurrency.public,
        description: declared.description,
        memoryMegabytes: declared.memoryMegabytes,
        timeout: timeoutFor(budgets.endpointMs),
        ...reading[declared.reads],
      });
    const routes = functionRoutes.filter(({ route }) => !omitted.includes(route));
    for (const { function: declared } of routes) made.set(declared, functionFor(declared));
    return Object.fromEntries(routes.map((route) => [route.route, functionFor(route.function)]));
  }
}

interface AuthorizerProps
  extends Pick<FunctionsProps, "settings" | "bundles" | "table" | "secrets" | "productSettings"> {
  /** The rules of another API than the public one, for its own authorizer. */
  readonly routes?: FunctionSettings["routes"];
}

/** The function that judges keys for one API. */
export function declareAuthorizer(
  scope: Construct,
  { settings, bundles, table, secrets, productSettings, routes }: AuthorizerProps,
): LambdaFunction {
  const { importedKeys, verifyFrom } = settings;
  const ofApi = routes ? { routes, answersVerify: false } : { verifyFrom };
  const own = { ...functionSettingsOf(productSettings), importedKeys, ...ofApi };
  const { pepper, origin } = secrets;
  refuseLarge(own);
  return new LambdaFunction(scope, routes ? "Function" : "Authorizer", {
    settings,
    bundle: bundles.authorizer,
    // Another API's owner has not said how much of the account's is for it.
    reservedConcurrency: routes ? undefined : settings.reservedConcurrency.public,
    description: "Latchkey: judges API keys",
    memoryMegabytes: 512,
    timeout: timeoutFor(budgets.authorizerMs),
    environment: {
      TABLE_NAME: table.tableName,
      PEPPER_SECRET_ARN: pepper.secretArn,
      ORIGIN_SECRET_ARN: origin.secretArn,
      ...configured(own),
    },
    permissions: [mayJudgeKeys(table), mayRead(pepper), mayRead(origin)],
  });
}

/** All of a function's environment may have 4 KB (AWS Lambda quotas); the names beside need the rest. */
const greatestConfigBytes = 3500;

function refuseLarge(settings: FunctionSettings): void {
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes <= greatestConfigBytes) return;
  throw new Error(
    `costs and scopes are too many: with the configuration they take ${bytes} of ${greatestConfigBytes} bytes; use ANY /path for methods with the same rule, or split the API`,
  );
}

type PublicFunction = (typeof functionRoutes)[number]["function"];

/** `list-models` as constructs are named: `ListModels`. */
export function constructIdOf(name: string): string {
  return name.replace(/(^|-)./g, (start) => start.slice(-1).toUpperCase());
}

export function configured(settings: FunctionSettings): Record<string, string> {
  return { [configVariable]: JSON.stringify(settings) };
}

function timeoutFor(budgetMs: number): Duration {
  return Duration.seconds(budgets.timeoutSecondsFor(budgetMs));
}
