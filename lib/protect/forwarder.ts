import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { bundleForwarder } from "../bundles.ts";
import { LambdaFunction } from "../constructs/lambda-function.ts";
import type { StageSettings } from "../stages.ts";

export interface ForwardOptions {
  /**
   * How long the back end may take to answer, 1 to 890 s; then the caller gets 504. Default: 27 s, which
   * is within the 29 s that API Gateway waits unless the account's quota says otherwise.
   */
  readonly timeout?: Duration;
  /** Default: 256. */
  readonly memoryMegabytes?: number;
  /**
   * Whether the response is sent on as it comes. The integration needs
   * `responseTransferMode: ResponseTransferMode.STREAM`, which `protectedApi` sets by itself.
   * Default: false.
   */
  readonly stream?: boolean;
  /** The VPC through which an HTTP back end is reached. Default: none, it is reached over the internet. */
  readonly vpc?: IVpc;
  /** Default: the VPC's private subnets. */
  readonly vpcSubnets?: SubnetSelection;
  /** Default: one that lets everything out. */
  readonly securityGroups?: readonly ISecurityGroup[];
}

/** Lambda's own limit is 900. */
const greatestSeconds = 890;
const defaultTimeout = Duration.seconds(27);
/** The function is to answer by itself. */
const spareSeconds = 2;

/**
 * Declares the function that stands before a back end.
 *
 * @throws Error that names the argument at fault
 */
export function declareForwarder(
  scope: Construct,
  id: string,
  target: string | IFunction,
  options: ForwardOptions,
  settings: StageSettings,
): LambdaFunction {
  const { memoryMegabytes = 256, stream = false } = options;
  const seconds = secondsOf(options);
  const toUrl = typeof target === "string";
  if (toUrl) refuseAddress(target);
  const { vpc, vpcSubnets, securityGroups } = options;
  if (!vpc && (vpcSubnets || securityGroups)) {
    throw new Error("forward: vpcSubnets and securityGroups need vpc");
  }
  if (vpc && !toUrl) {
    throw new Error("forward: vpc is for a base URL; give the function itself its vpc");
  }
  return new LambdaFunction(scope, id, {
    settings,
    bundle: bundleForwarder(toUrl ? "forward-http" : "forward-lambda"),
    description: "Latchkey: obeys the verdict, and forwards to a back end",
    memoryMegabytes,
    timeout: Duration.seconds(seconds + spareSeconds),
    environment: {
      FORWARD_TIMEOUT_MS: String(seconds * 1000),
      ...(stream ? { FORWARD_STREAMS: "true" } : {}),
      ...(toUrl ? { FORWARD_URL: target } : { FORWARD_FUNCTION_ARN: target.functionArn }),
    },
    permissions: toUrl ? [] : [mayInvoke(target)],
    ...(vpc ? { network: { vpc, vpcSubnets, securityGroups } } : {}),
  });
}

/** How long API Gateway has to wait for a forwarder at least. */
export function integrationTimeout(options: ForwardOptions): Duration {
  return Duration.seconds(secondsOf(options) + spareSeconds);
}

function secondsOf({ timeout = defaultTimeout }: ForwardOptions): number {
  const seconds = timeout.toSeconds();
  if (seconds >= 1 && seconds <= greatestSeconds) return seconds;
  throw new Error(`forward: timeout must be 1 to ${greatestSeconds} s, not ${seconds} s`);
}

function mayInvoke({ functionArn }: IFunction): PolicyStatement {
  return new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [functionArn] });
}

function refuseAddress(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed !== undefined && ["http:", "https:"].includes(parsed.protocol);
  if (!isHttp || /[?#@\s]/.test(url)) {
    throw new Error(
      `forward: ${JSON.stringify(url)} must be a base URL with http:// or https://, without user, query or fragment`,
    );
  }
}
