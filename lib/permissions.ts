import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";

/**
 * Judging a request is one write to one key item, so that is all the authorizer may do: it can
 * read nothing and touch no account.
 *
 * `ForAllValues` also holds where a request has no leading key at all, but `UpdateItem` always
 * has one.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function mayJudgeKeys(table: Table): PolicyStatement {
  return new PolicyStatement({
    actions: ["dynamodb:UpdateItem"],
    resources: [table.tableArn],
    conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["KEY#*"] } },
  });
}

/** Neither scan nor delete: revoked keys and audit events stay. */
export function mayManageItems(table: Table): PolicyStatement {
  return new PolicyStatement({
    actions: [
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Query",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:ConditionCheckItem",
    ],
    resources: [table.tableArn],
  });
}

export function mayRead(secret: Secret): PolicyStatement {
  return new PolicyStatement({
    actions: ["secretsmanager:GetSecretValue"],
    resources: [secret.secretArn],
  });
}
