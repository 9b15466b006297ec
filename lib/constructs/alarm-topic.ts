import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Aws, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { AlarmSettings } from "../stages.ts";

/** Receives the alarms, and warnings of the account's budget if there is one. */
export class AlarmTopic {
  readonly topic: ITopic;

  constructor(scope: Construct, { email, topicArn, monthlyBudgetUsd }: AlarmSettings) {
    this.topic =
      topicArn === undefined
        ? ownTopic(scope, email)
        : Topic.fromTopicArn(scope, "Topic", topicArn);
    if (monthlyBudgetUsd !== undefined) declareBudget(scope, monthlyBudgetUsd, this.topic);
  }
}

function ownTopic(scope: Construct, email: string | undefined): Topic {
  const topic = new Topic(scope, "Topic", { enforceSSL: true });
  for (const service of ["cloudwatch", "budgets"]) {
    topic.addToResourcePolicy(mayPublishTo(topic, `${service}.amazonaws.com`));
  }
  Validations.of(topic).acknowledge({
    id: "NIST.800.53.R5-SNSEncryptedKMS",
    reason:
      "Alarms name metrics and thresholds, no data; CloudWatch publishes only with a paid key of one's own.",
  });
  if (email !== undefined) {
    topic.addSubscription(new EmailSubscription(email));
    Validations.of(topic).acknowledge({
      id: "Serverless-SNSRedrivePolicy",
      reason:
        "Mail is sent again by its servers; whether an alarm is on can be seen in CloudWatch.",
    });
  }
  return topic;
}

/** Demanding TLS gives the topic a policy, and that replaces the default, which lets alarms publish. */
function mayPublishTo(topic: Topic, service: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal(service)],
    actions: ["sns:Publish"],
    resources: [topic.topicArn],
    conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
  });
}

/** Budgets know accounts, not stacks, unless a tag is activated for cost allocation by hand. */
function declareBudget(scope: Construct, amount: number, { topicArn: address }: ITopic): void {
  const subscribers = [{ subscriptionType: "SNS", address }];
  const notificationOf = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    notification: { notificationType, comparisonOperator: "GREATER_THAN", threshold },
    subscribers,
  });
  new CfnBudget(scope, "Budget", {
    budget: {
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount, unit: "USD" },
    },
    notificationsWithSubscribers: [notificationOf("ACTUAL", 80), notificationOf("FORECASTED", 100)],
  });
}
