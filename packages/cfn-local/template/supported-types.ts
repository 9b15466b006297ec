/** The file, below this package, that decides what each property of a served type means. */
export const supportedTypes = {
  "AWS::ApiGateway::Authorizer": "template/api-properties.ts",
  "AWS::ApiGateway::Deployment": "template/product.ts",
  "AWS::ApiGateway::GatewayResponse": "template/api-properties.ts",
  "AWS::ApiGateway::Method": "template/api-properties.ts",
  "AWS::ApiGateway::Resource": "template/api-properties.ts",
  "AWS::ApiGateway::RestApi": "template/api-properties.ts",
  "AWS::ApiGateway::Stage": "template/api-properties.ts",
  "AWS::CloudFront::CachePolicy": "template/distribution/policy-properties.ts",
  "AWS::CloudFront::Distribution": "template/distribution/properties.ts",
  "AWS::CloudFront::Function": "template/distribution/properties.ts",
  "AWS::CloudFront::OriginAccessControl": "template/distribution/properties.ts",
  "AWS::CloudFront::OriginRequestPolicy": "template/distribution/policy-properties.ts",
  "AWS::CloudFront::ResponseHeadersPolicy": "template/distribution/headers-policies.ts",
  "AWS::CloudWatch::Alarm": "template/alarms.ts",
  "AWS::Cognito::UserPoolClient": "template/sign-in-client.ts",
  "AWS::DynamoDB::Table": "template/tables.ts",
  "AWS::Events::EventBus": "template/eventing/buses-and-schedules.ts",
  "AWS::Events::Rule": "template/eventing/buses-and-schedules.ts",
  "AWS::Lambda::EventSourceMapping": "template/eventing/event-sources.ts",
  "AWS::Lambda::Alias": "template/functions.ts",
  "AWS::Lambda::Function": "template/functions.ts",
  "AWS::Logs::SubscriptionFilter": "template/log-subscriptions.ts",
  "AWS::S3::Bucket": "template/bucket/read.ts",
  "AWS::S3::BucketPolicy": "template/bucket/readers.ts",
  "AWS::SQS::Queue": "template/eventing/queues.ts",
  "AWS::SecretsManager::Secret": "template/secrets.ts",
  "AWS::WAFv2::IPSet": "template/web-acls.ts",
  "AWS::WAFv2::WebACL": "template/web-acls.ts",
  "AWS::WAFv2::WebACLAssociation": "template/web-acls.ts",
  "Custom::CDKBucketDeployment": "template/bucket/deployment.ts",
} as const;

export type SupportedType = keyof typeof supportedTypes;

/**
 * Types that change no answer as long as all goes well: permissions, logs, alarms, networks. Functions know a
 * user pool by its issuer alone, and `userPoolIssuer` stands in for that. A trailing `::` stands
 * for all types of the service.
 */
export const typesWithoutEffect = [
  "AWS::ApiGateway::Account",
  "AWS::Budgets::Budget",
  "AWS::CDK::Metadata",
  "AWS::CertificateManager::",
  "AWS::CloudWatch::",
  "AWS::CodeDeploy::",
  "AWS::Cognito::",
  "AWS::EC2::",
  "AWS::IAM::",
  "AWS::Lambda::LayerVersion",
  "AWS::Lambda::Permission",
  // One version runs, that of the template.
  "AWS::Lambda::Version",
  "AWS::Logs::Delivery",
  "AWS::Logs::DeliveryDestination",
  "AWS::Logs::DeliverySource",
  "AWS::Logs::LogGroup",
  "AWS::Logs::LogStream",
  "AWS::Logs::MetricFilter",
  "AWS::Logs::ResourcePolicy",
  "AWS::Route53::",
  "AWS::SNS::",
  "AWS::SQS::QueuePolicy",
  // Empties a bucket that is about to be deleted.
  "Custom::S3AutoDeleteObjects",
];

export function isSupported(type: string): type is SupportedType {
  return Object.hasOwn(supportedTypes, type);
}

export function isWithoutEffect(type: string): boolean {
  return typesWithoutEffect.some(
    (entry) => type === entry || (entry.endsWith("::") && type.startsWith(entry)),
  );
}

/** A file of this package, as error messages name it. */
export function sourceFile(path: string): string {
  return `packages/cfn-local/${path}`;
}
