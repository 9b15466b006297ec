import { StartError } from "../start-error.ts";
import { readAssembly } from "./assembly.ts";
import { readBuckets } from "./bucket/read.ts";
import { readDistribution } from "./distribution/read.ts";
import { readFunctions } from "./functions.ts";
import type { Product, Resource } from "./model.ts";
import { readRestApis } from "./rest-api.ts";
import { readSecrets } from "./secrets.ts";
import { readSignInClient } from "./sign-in-client.ts";
import type { Stack } from "./stack.ts";
import { readTables } from "./tables.ts";

/** What the gateway serves, or stands in for. */
const served = [
  "AWS::ApiGateway::Authorizer",
  "AWS::ApiGateway::Deployment",
  "AWS::ApiGateway::GatewayResponse",
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::Resource",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGateway::Stage",
  "AWS::CloudFront::CachePolicy",
  "AWS::CloudFront::Distribution",
  "AWS::CloudFront::Function",
  "AWS::CloudFront::OriginAccessControl",
  "AWS::CloudFront::OriginRequestPolicy",
  "AWS::CloudFront::ResponseHeadersPolicy",
  "AWS::DynamoDB::Table",
  "AWS::Lambda::Function",
  "AWS::S3::Bucket",
  "AWS::S3::BucketPolicy",
  "AWS::SecretsManager::Secret",
  "Custom::CDKBucketDeployment",
];

/**
 * What changes no answer as long as all goes well: permissions, logs and alarms. The user pool is
 * among it, since functions know it by its issuer alone, and that is somebody else here. Of its
 * client there is what the stand-in has to know (sign-in-client.ts).
 */
const withoutEffect = [
  "AWS::ApiGateway::Account",
  "AWS::CDK::Metadata",
  "AWS::CloudWatch::",
  "AWS::Cognito::",
  "AWS::IAM::",
  "AWS::Lambda::LayerVersion",
  "AWS::Lambda::Permission",
  "AWS::Logs::",
  "AWS::SNS::",
  // Empties a bucket that is about to be deleted.
  "Custom::S3AutoDeleteObjects",
];

/**
 * Reads all that the gateway needs from a cloud assembly.
 *
 * @param userPoolIssuer who stands in for the template's user pool; nobody if absent
 * @throws StartError for a kind of resource that nobody has decided about
 */
export async function readProduct(
  assemblyDirectory: string,
  userPoolIssuer?: string,
): Promise<Product> {
  const { stack, assets } = await readAssembly(assemblyDirectory, userPoolIssuer);
  refuseUnknownTypes(stack);
  const functions = readFunctions(stack, assets, calledByCloudFormation(stack));
  const apis = readRestApis(stack);
  const buckets = readBuckets(stack, assets);
  for (const api of apis) refuseMissingFunctions(api.root, functions);
  return {
    stackName: stack.name,
    apis,
    functions,
    buckets,
    distribution: readDistribution(stack, { apis, buckets }),
    tables: readTables(stack),
    secrets: readSecrets(stack),
    signInClient: readSignInClient(stack),
    outputs: stack.outputs(),
  };
}

/** ARNs of the functions behind custom resources: what they do is done here without them, or not. */
function calledByCloudFormation(stack: Stack): Set<string> {
  const custom = stack.resources().filter(({ type }) => type.startsWith("Custom::"));
  return new Set(custom.map((resource) => String(resource.properties().ServiceToken)));
}

function refuseMissingFunctions(
  { path, methods, children }: Resource,
  functions: Product["functions"],
): void {
  for (const [httpMethod, { authorizer, integration }] of methods) {
    const called = [authorizer, integration.kind === "proxy" ? integration : undefined];
    for (const caller of called) {
      if (caller && !functions.has(caller.functionArn)) {
        throw new StartError(
          `${httpMethod} ${path} calls ${caller.functionArn}, which is not in the template.`,
        );
      }
    }
  }
  for (const child of children) refuseMissingFunctions(child, functions);
}

function refuseUnknownTypes(stack: Stack): void {
  const known = [...served, ...withoutEffect];
  for (const { logicalId, type } of stack.resources()) {
    if (
      !known.some((entry) => type === entry || (entry.endsWith("::") && type.startsWith(entry)))
    ) {
      throw new StartError(
        `The template has ${logicalId} of type ${type}, which the local gateway does not know (packages/cfn-local/template/product.ts).`,
      );
    }
  }
}
