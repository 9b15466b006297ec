import { CfnAccount } from "aws-cdk-lib/aws-apigateway";
import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { RemovalPolicy, Stack, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/**
 * Lets API Gateway write access logs, which it does under one role for the whole account and
 * region; without one, a stage with access logs does not deploy.
 *
 * Because it is shared, this role is the very one that AWS's guide prescribes, and it stays when
 * the stack goes: other APIs may be logging through it by then.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class GatewayLogging extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("apigateway.amazonaws.com"),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName("service-role/AmazonAPIGatewayPushToCloudWatchLogs"),
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const account = new CfnAccount(this, "Account", { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(role).acknowledge({
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
      reason: "All APIs of the account log under this role, so it has to be AWS's standard one.",
    });
  }
}

/** The one of a stack: there is a single setting for a whole account and region. */
export function gatewayLoggingOf(scope: Construct): GatewayLogging {
  const { node } = Stack.of(scope);
  const declared = node.tryFindChild("GatewayLogging");
  if (declared instanceof GatewayLogging) return declared;
  return new GatewayLogging(Stack.of(scope), "GatewayLogging");
}
