import type { Acknowledgment } from "aws-cdk-lib/core";

/*
 * Findings of cdk-nag's AwsSolutions, Serverless and NIST 800-53 R5 rules that several constructs
 * accept, and why. What only one construct accepts stands beside it.
 */

const nist = "NIST.800.53.R5-";

export const findingsOfLogs: readonly Acknowledgment[] = [
  {
    id: `${nist}CloudWatchLogGroupEncrypted`,
    reason:
      "CloudWatch Logs encrypts all data at rest; logs hold no secret, so a key of their own guards nothing.",
  },
];

export const findingsOfFunctions: readonly Acknowledgment[] = [
  ...findingsOfLogs,
  ...["Serverless-LambdaDLQ", `${nist}LambdaDLQ`].map((id) => ({
    id,
    reason:
      "Gateway and event sources wait for the result. The next run makes up for a lost one of a schedule, and a lost count of refusals is only a count.",
  })),
  {
    id: "Serverless-LambdaTracing",
    reason:
      "Traces are an option; round trips and durations of every request are in the access log.",
  },
  {
    id: `${nist}LambdaInsideVPC`,
    reason:
      "It calls AWS's public endpoints by TLS alone; a VPC would add endpoints by the hour and slower starts.",
  },
  {
    id: `${nist}LambdaConcurrency`,
    reason:
      "Reserving concurrency fails in accounts whose limit is 10; the API's throttle bounds it.",
  },
  {
    id: `${nist}IAMNoInlinePolicy`,
    reason: "The policy is for this one role, and is made, changed and deleted with it.",
  },
];

export const findingsOfSecrets: readonly Acknowledgment[] = [
  {
    id: `${nist}SecretsManagerUsingKMSKey`,
    reason:
      "The key that AWS manages for Secrets Manager encrypts it; who may read the secret is for IAM to say.",
  },
];

/** Accepted findings of Latchkey's own APIs. */
export const findingsOfApis: readonly Acknowledgment[] = [
  ...findingsOfLogs,
  {
    id: "AwsSolutions-APIG2",
    reason:
      "Functions check bodies themselves: errors must name the field, which API Gateway's do not.",
  },
  ...["AwsSolutions-APIG3", `${nist}APIGWAssociatedWithWAF`].map((id) => ({
    id,
    reason:
      "A web ACL is the owner's choice: many callers may share one address, and credentials cannot be guessed (190 bits).",
  })),
  ...["AwsSolutions-APIG6", `${nist}APIGWExecutionLoggingEnabled`].map((id) => ({
    id,
    reason:
      "Execution logs can quote paths, parameters and payloads, keys among them; see the access log.",
  })),
  {
    id: "AwsSolutions-COG4",
    reason:
      "A Cognito authorizer knows neither API keys nor operator tokens; ours judges users' tokens too.",
  },
  {
    id: "Serverless-APIGWXrayEnabled",
    reason: "Traces are an option; the access log has the latency of every request.",
  },
  {
    id: `${nist}APIGWCacheEnabledAndEncrypted`,
    reason: "A cached response would skip the key's judgement and its count.",
  },
  {
    id: `${nist}APIGWSSLEnabled`,
    reason:
      "A client certificate is for back ends over HTTP; these are functions, which IAM lets the API invoke.",
  },
];
