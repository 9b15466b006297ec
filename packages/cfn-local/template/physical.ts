import { StartError } from "../start-error.ts";
import type { Nameable } from "./nameable.ts";
import { cloudFrontAttribute, cloudFrontId } from "./physical-cloudfront.ts";
import {
  accountId,
  deterministicId,
  deterministicUuid,
  partition,
  region,
} from "./simulated-account.ts";

/** The property that sets a resource's name, for types whose name a template may choose. */
export const nameProperty: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::Table": "TableName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::SecretsManager::Secret": "Name",
  "AWS::IAM::Role": "RoleName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::ApiGateway::Stage": "StageName",
  "AWS::Cognito::UserPoolDomain": "Domain",
  "AWS::CloudFront::Function": "Name",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::Events::EventBus": "Name",
  "AWS::Events::Rule": "Name",
  "AWS::WAFv2::IPSet": "Name",
  "AWS::WAFv2::WebACL": "Name",
};

const arnPrefix: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::Table": `arn:${partition}:dynamodb:${region}:${accountId}:table/`,
  "AWS::Lambda::Alias": `arn:${partition}:lambda:${region}:${accountId}:function:`,
  "AWS::Lambda::Function": `arn:${partition}:lambda:${region}:${accountId}:function:`,
  "AWS::SecretsManager::Secret": `arn:${partition}:secretsmanager:${region}:${accountId}:secret:`,
  "AWS::IAM::Role": `arn:${partition}:iam::${accountId}:role/`,
  "AWS::Logs::LogGroup": `arn:${partition}:logs:${region}:${accountId}:log-group:`,
  "AWS::S3::Bucket": `arn:${partition}:s3:::`,
  "AWS::SQS::Queue": `arn:${partition}:sqs:${region}:${accountId}:`,
  "AWS::Events::EventBus": `arn:${partition}:events:${region}:${accountId}:event-bus/`,
  "AWS::WAFv2::IPSet": `arn:${partition}:wafv2:${region}:${accountId}:ipset/`,
  "AWS::WAFv2::WebACL": `arn:${partition}:wafv2:${region}:${accountId}:webacl/`,
  "AWS::Events::Rule": `arn:${partition}:events:${region}:${accountId}:rule/`,
};

/** API Gateway's ids are ten (a RestApi) or six characters, a client's 26; `Ref` gives them. */
const idLength: Readonly<Record<string, number>> = {
  "AWS::ApiGateway::RestApi": 10,
  "AWS::ApiGateway::Resource": 6,
  "AWS::ApiGateway::Authorizer": 6,
  "AWS::ApiGateway::Deployment": 6,
  "AWS::Cognito::UserPoolClient": 26,
};

/** The value of `Ref`: a name, an id or, for a secret or an alias, its ARN. */
export function physicalId(resource: Nameable): string {
  const length = idLength[resource.type];
  if (length !== undefined) return deterministicId(seedOf(resource), length);
  if (refersByArn.includes(resource.type)) return arnOf(resource);
  if (resource.type === "AWS::SQS::Queue") {
    return `https://sqs.${region}.amazonaws.com/${accountId}/${nameOf(resource)}`;
  }
  return cloudFrontId(resource, seedOf(resource)) ?? nameOf(resource);
}

const refersByArn = ["AWS::SecretsManager::Secret", "AWS::Lambda::Alias"];

/** `…:stack/<name>/<UUID>` */
export function stackId(stackName: string): string {
  const prefix = `arn:${partition}:cloudformation:${region}:${accountId}`;
  return `${prefix}:stack/${stackName}/${deterministicUuid(stackName)}`;
}

export function nameOf({ stackName, logicalId, type, name }: Nameable): string {
  const generated = `${stackName}-${logicalId}`;
  // Names of buckets are host names.
  return name ?? (type === "AWS::S3::Bucket" ? generated.toLowerCase() : generated);
}

/** The value of `Fn::GetAtt` for supported attributes. */
export function physicalAttribute(resource: Nameable, attribute: string): string {
  if (attribute === "Arn" && arnPrefix[resource.type]) return arnOf(resource);
  if (attribute === "StreamArn" && resource.type === "AWS::DynamoDB::Table") {
    return `${arnOf(resource)}/stream/2026-01-01T00:00:00.000`;
  }
  if (attribute === "QueueName" && resource.type === "AWS::SQS::Queue") return nameOf(resource);
  if (attribute === "Version" && resource.type === "AWS::Lambda::Version") return "1";
  if (attribute === "RootResourceId" && resource.type === "AWS::ApiGateway::RestApi") {
    return deterministicId(`${seedOf(resource)}/`, 10);
  }
  if (attribute === "RegionalDomainName" && resource.type === "AWS::S3::Bucket") {
    return `${nameOf(resource)}.s3.${region}.amazonaws.com`;
  }
  const value = cloudFrontAttribute(resource, seedOf(resource), attribute);
  if (value !== undefined) return value;
  throw new StartError(
    `The template reads ${resource.logicalId}.${attribute}, which the local gateway does not know for ${resource.type} (packages/cfn-local/template/physical.ts).`,
  );
}

function arnOf(resource: Nameable): string {
  const name = nameOf(resource);
  // Secrets Manager appends six random characters to the name.
  const suffix =
    resource.type === "AWS::SecretsManager::Secret"
      ? `-${deterministicId(seedOf(resource), 6)}`
      : "";
  return `${arnPrefix[resource.type] ?? ""}${name}${suffix}`;
}

function seedOf({ stackName, logicalId }: Nameable): string {
  return `${stackName}/${logicalId}`;
}
