import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  Function as CdkFunction,
  Code,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { type Duration, Stage, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Bundle } from "../bundles.ts";
import type { StageSettings } from "../stages.ts";

export interface LambdaFunctionProps {
  readonly settings: StageSettings;
  readonly bundle: Bundle;
  readonly description: string;
  readonly memoryMegabytes: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** All that the function may do besides writing its own log. */
  readonly permissions: readonly PolicyStatement[];
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

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const { settings, bundle, permissions, network } = props;
    this.bundle = bundle;
    const logGroup = new LogGroup(this, "Logs", {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
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
    });
  }
}

function placeIn({ vpc, vpcSubnets, securityGroups }: Network) {
  return {
    vpc,
    ...(vpcSubnets ? { vpcSubnets } : {}),
    ...(securityGroups ? { securityGroups: [...securityGroups] } : {}),
  };
}

/**
 * What Lambda needs to connect a function to a VPC. EC2 knows no narrower resource for most of it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function allowInterfaces(role: Role): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: [
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
      ],
      resources: ["*"],
    }),
  );
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason: "Lambda connects the function to its VPC, for which EC2 knows no narrower resource.",
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
