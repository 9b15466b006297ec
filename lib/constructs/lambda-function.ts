import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from "aws-cdk-lib/aws-codedeploy";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  Function as CdkFunction,
  Code,
  type IFunction,
  type IVersion,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Aws, type Duration, Stage, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Bundle } from "../bundles.ts";
import type { Rollout, StageSettings } from "../stages.ts";
import { findingsOfFunctions } from "./accepted-findings.ts";

export interface LambdaFunctionProps {
  readonly settings: StageSettings;
  readonly bundle: Bundle;
  readonly description: string;
  readonly memoryMegabytes: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** All that the function may do besides writing its own log. */
  readonly permissions: readonly PolicyStatement[];
  /** Default: what the account has left. */
  readonly reservedConcurrency?: number | undefined;
  /** Default: the function reaches the internet, and no VPC. */
  readonly network?: Network;
}

export interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection | undefined;
  readonly securityGroups?: readonly ISecurityGroup[] | undefined;
}

/**
 * A function with its own role and log group.
 *
 * The role is spelt out rather than taken from AWS's `AWSLambdaBasicExecutionRole`, which may
 * write to, and create, any log group of the account.
 */
export class LambdaFunction extends Construct {
  readonly bundle: Bundle;
  readonly function: CdkFunction;
  readonly logGroup: LogGroup;
  private alias: Alias | undefined;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const { settings, bundle, permissions, network, reservedConcurrency } = props;
    this.bundle = bundle;
    const logGroup = new LogGroup(this, "Logs", {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    Validations.of(this).acknowledge(...findingsOfFunctions);
    this.logGroup = logGroup;
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    role.addToPolicy(mayWriteTo(logGroup));
    for (const permission of permissions) role.addToPolicy(permission);
    if (network) allowInterfaces(role);
    this.function = new CdkFunction(this, "Function", {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: codeOf(bundle, this),
      memorySize: props.memoryMegabytes,
      timeout: props.timeout,
      environment: { ...props.environment },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Drops START, END and REPORT, three lines an invocation: the metrics have their content,
      // and log ingestion would cost more than the database.
      systemLogLevelV2: SystemLogLevel.WARN,
      ...(network ? placeIn(network) : {}),
      ...(settings.isTraced ? { tracing: Tracing.ACTIVE } : {}),
      ...(reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: reservedConcurrency }),
    });
    if (settings.isTraced) acceptTracing(role);
  }

  /** Callers' target: the alias, once there is one. */
  get invoked(): IFunction {
    return isInvocable(this.alias) ? this.alias : this.function;
  }

  /** Lets callers invoke an alias, which a rollout moves from one version to the next. */
  publish(): void {
    const version: unknown = this.function.currentVersion;
    if (isVersion(version)) this.alias = new Alias(this, "Live", { aliasName: "live", version });
  }

  /** Shifts callers to a new version step by step, and back if one of the alarms goes off. */
  rollOut(rollout: Rollout, alarms: readonly Alarm[]): void {
    const { alias } = this;
    if (!alias || rollout === "all-at-once") return;
    const group = new LambdaDeploymentGroup(this, "Rollout", {
      alias,
      alarms: [...alarms],
      deploymentConfig: deploymentConfigs[rollout],
    });
    Validations.of(group).acknowledge({
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]",
      reason: "AWS's own policy for this very purpose: CodeDeploy moves aliases of functions.",
    });
  }
}

/** CDK declares the role of these classes wider than that of the interfaces that its other parts take. */
function isVersion(value: unknown): value is IVersion {
  return typeof value === "object" && value !== null && "edgeArn" in value;
}

function isInvocable(value: unknown): value is IFunction {
  return typeof value === "object" && value !== null && "aliasName" in value;
}

const deploymentConfigs = {
  "canary-10-percent-5-minutes": LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  "canary-10-percent-15-minutes": LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
  "canary-10-percent-30-minutes": LambdaDeploymentConfig.CANARY_10PERCENT_30MINUTES,
  "linear-10-percent-every-1-minute": LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
} as const;

function placeIn({ vpc, vpcSubnets, securityGroups }: Network) {
  return {
    vpc,
    ...(vpcSubnets ? { vpcSubnets } : {}),
    ...(securityGroups ? { securityGroups: [...securityGroups] } : {}),
  };
}

/**
 * Allows Lambda to connect a function to a VPC. EC2 knows no narrower resource for most of it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function allowInterfaces(role: Role): void {
  const actions = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ];
  role.addToPolicy(new PolicyStatement({ actions, resources: ["*"] }));
  // Lambda itself makes these calls without a source function, the function's code with one.
  const anyFunction = `arn:${Aws.PARTITION}:lambda:*:*:function:*`;
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions,
      resources: ["*"],
      conditions: { ArnLike: { "lambda:SourceFunctionArn": anyFunction } },
    }),
  );
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "Lambda connects the function to its VPC, for which EC2 knows no narrower resource.",
  });
}

function acceptTracing(role: Role): void {
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "X-Ray knows no resources for what is sent to it.",
  });
}

function mayWriteTo(logGroup: LogGroup): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroup.logGroupArn],
  });
}

/**
 * The bundle as an asset, named by a digest of its content.
 *
 * Written into the assembly for CDK to stage from: its own hook for bundling announces every
 * asset on stderr.
 */
function codeOf({ name, source }: Bundle, scope: Construct): Code {
  const assembly = Stage.of(scope)?.outdir;
  if (assembly === undefined) throw new Error("A function belongs into an app");
  const directory = join(assembly, "bundles", name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "index.mjs"), source);
  return Code.fromAsset(directory);
}
