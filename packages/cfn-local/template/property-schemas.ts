import type * as z from "zod";
import { alarmProperties } from "./alarms.ts";
import {
  authorizerProperties,
  gatewayResponseProperties,
  methodProperties,
  resourceProperties,
  restApiProperties,
  stageProperties,
} from "./api-properties.ts";
import { bucketDeploymentProperties } from "./bucket/deployment.ts";
import { bucketProperties } from "./bucket/read.ts";
import { bucketPolicyProperties } from "./bucket/readers.ts";
import { headersPolicyProperties } from "./distribution/headers-policies.ts";
import {
  cachePolicyProperties,
  originRequestPolicyProperties,
} from "./distribution/policy-properties.ts";
import {
  distributionProperties,
  edgeFunctionProperties,
  originAccessControlProperties,
} from "./distribution/properties.ts";
import { eventBusProperties, ruleProperties } from "./eventing/buses-and-schedules.ts";
import { eventSourceProperties } from "./eventing/event-sources.ts";
import { queueProperties } from "./eventing/queues.ts";
import { aliasProperties, functionProperties } from "./functions.ts";
import { subscriptionFilterProperties } from "./log-subscriptions.ts";
import { secretProperties } from "./secrets.ts";
import { userPoolClientProperties } from "./sign-in-client.ts";
import type { SupportedType } from "./supported-types.ts";
import { tableProperties } from "./tables.ts";
import { ipSetProperties, webAclAssociationProperties, webAclProperties } from "./web-acls.ts";

/** What each served type's properties are parsed by; undefined if none of them has an effect. */
export const propertySchemas: Readonly<Record<SupportedType, z.ZodType | undefined>> = {
  "AWS::ApiGateway::Authorizer": authorizerProperties,
  "AWS::ApiGateway::Deployment": undefined,
  "AWS::ApiGateway::GatewayResponse": gatewayResponseProperties,
  "AWS::ApiGateway::Method": methodProperties,
  "AWS::ApiGateway::Resource": resourceProperties,
  "AWS::ApiGateway::RestApi": restApiProperties,
  "AWS::ApiGateway::Stage": stageProperties,
  "AWS::CloudFront::CachePolicy": cachePolicyProperties,
  "AWS::CloudFront::Distribution": distributionProperties,
  "AWS::CloudFront::Function": edgeFunctionProperties,
  "AWS::CloudFront::OriginAccessControl": originAccessControlProperties,
  "AWS::CloudFront::OriginRequestPolicy": originRequestPolicyProperties,
  "AWS::CloudFront::ResponseHeadersPolicy": headersPolicyProperties,
  "AWS::CloudWatch::Alarm": alarmProperties,
  "AWS::Cognito::UserPoolClient": userPoolClientProperties,
  "AWS::DynamoDB::Table": tableProperties,
  "AWS::Events::EventBus": eventBusProperties,
  "AWS::Events::Rule": ruleProperties,
  "AWS::Lambda::Alias": aliasProperties,
  "AWS::Lambda::EventSourceMapping": eventSourceProperties,
  "AWS::Lambda::Function": functionProperties,
  "AWS::Logs::SubscriptionFilter": subscriptionFilterProperties,
  "AWS::S3::Bucket": bucketProperties,
  "AWS::S3::BucketPolicy": bucketPolicyProperties,
  "AWS::SQS::Queue": queueProperties,
  "AWS::SecretsManager::Secret": secretProperties,
  "AWS::WAFv2::IPSet": ipSetProperties,
  "AWS::WAFv2::WebACL": webAclProperties,
  "AWS::WAFv2::WebACLAssociation": webAclAssociationProperties,
  "Custom::CDKBucketDeployment": bucketDeploymentProperties,
};
