/**
 * Types of resources that cost nothing while nobody calls: they are billed by request, byte or user, or
 * not at all. A name that ends in a colon stands for all types below it. A type that is neither here nor
 * priced is reported, so that no new resource goes uncounted.
 */
export const freeTypes: readonly string[] = [
  // By request, and by data out.
  "AWS::ApiGateway::",
  "AWS::CloudFront::",
  "AWS::Lambda::",
  // On demand, by request; storage, backup and stream of an empty table are nothing.
  "AWS::DynamoDB::Table",
  "AWS::Events::EventBus",
  "AWS::Events::EventBusPolicy",
  "AWS::SNS::",
  "AWS::SQS::",
  // By byte: an idle stack writes next to no line.
  "AWS::Logs::",
  // Some megabytes of the site.
  "AWS::S3::",
  // By monthly active user.
  "AWS::Cognito::",
  // Deployments of functions, certificates, roles and records are free.
  "AWS::CodeDeploy::",
  "AWS::CertificateManager::Certificate",
  "AWS::IAM::",
  "AWS::Route53::RecordSet",
  "AWS::XRay::",
  // Only budgets with actions cost.
  "AWS::Budgets::",
  // Billed with their web ACL, as a rule of it.
  "AWS::WAFv2::IPSet",
  "AWS::WAFv2::WebACLAssociation",
  "AWS::WAFv2::LoggingConfiguration",
  "AWS::EC2::SecurityGroup",
  // CDK's own, run by a deployment.
  "AWS::CDK::Metadata",
  "AWS::CloudFormation::",
  "Custom::",
];
