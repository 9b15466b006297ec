import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  CfnDelivery,
  CfnDeliveryDestination,
  CfnDeliverySource,
  LogGroup,
} from "aws-cdk-lib/aws-logs";
import { Aws, Stack, Token, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { StageSettings } from "../stages.ts";
import { uniqueName } from "../unique-name.ts";
import { findingsOfLogs } from "./accepted-findings.ts";

/** CloudFront is a service of this region: deliveries of its logs can be declared nowhere else. */
const edgeRegion = "us-east-1";

/** "name: 1 to 60 characters": Amazon CloudWatch Logs API, DeliverySource. */
const longestName = 60;

/**
 * An allow-list, as that of the access log. Queries and referrers hold the codes of sign-in, cookies and
 * headers are the caller's own, and somebody may put a key into a path by mistake. The pattern says
 * whether a request was for the site or which API.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
export const edgeLogFields: readonly string[] = [
  "date",
  "time",
  "x-edge-request-id",
  "x-edge-location",
  "c-ip",
  "c-country",
  "cs-method",
  "cache-behavior-path-pattern",
  "sc-status",
  "x-edge-result-type",
  "x-edge-detailed-result-type",
  "time-taken",
  "time-to-first-byte",
  "cs-bytes",
  "sc-bytes",
  "cs-protocol",
  "cs-protocol-version",
  "ssl-protocol",
];

/**
 * The log of a distribution, in CloudWatch Logs. It has the addresses of viewers, where the APIs see
 * those of CloudFront.
 *
 * @throws Error outside of us-east-1
 */
export class EdgeLog extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, settings: StageSettings, distribution: Distribution) {
    super(scope, id);
    const { region } = Stack.of(this);
    if (!Token.isUnresolved(region) && region !== edgeRegion) {
      throw new Error(
        `edgeLogs must be false in ${region}: CloudFront's logs are delivered in ${edgeRegion} alone`,
      );
    }
    this.logGroup = new LogGroup(this, "Log", {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
    });
    Validations.of(this.logGroup).acknowledge(...findingsOfLogs);
    const policy = this.logGroup.addToResourcePolicy(mayDeliverTo(this.logGroup));
    const name = uniqueName(this, longestName);
    const source = new CfnDeliverySource(this, "Source", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, "Destination", {
      name,
      destinationResourceArn: this.logGroup.logGroupArn,
      outputFormat: "json",
    });
    const delivery = new CfnDelivery(this, "Delivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [...edgeLogFields],
    });
    delivery.node.addDependency(source);
    if (policy.policyDependable) delivery.node.addDependency(policy.policyDependable);
  }
}

function mayDeliverTo({ logGroupArn }: LogGroup): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal("delivery.logs.amazonaws.com")],
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroupArn],
    conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
  });
}
