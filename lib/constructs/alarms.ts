import {
  type Alarm,
  ComparisonOperator,
  type Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Aws, Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { errors } from "../../core/errors.ts";
import { uniqueName } from "../unique-name.ts";
import type { BearerApi } from "./bearer-api.ts";
import type { EventPipeline } from "./event-pipeline.ts";
import type { Functions } from "./functions.ts";

export interface AlarmsProps {
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;
  readonly functions: Functions;
  readonly events: EventPipeline;
  /** The address that alarms are mailed to; without it, only subscribers of the topic are told. */
  readonly email?: string | undefined;
  /** A topic that is there already, instead of one of the stack's own. */
  readonly topicArn?: string | undefined;
}

/** Nobody types tokens by hand: so many that are not good, in five minutes, are being tried out. */
const attemptsToPredict = 100;

/**
 * Raises an alarm for whatever is never right: a 5xx of either API, a fault or a refused start of
 * an authorizer, an event or a webhook that was given up. One in a minute is enough, since a request whose verdict is missing is answered
 * 500, and that means that something stands between the authorizer and the function.
 *
 * Errors of callers (4xx) raise none, but for many bad credentials on the management API. They
 * cannot be guessed, and the API is throttled as a whole; the alarm is for whoever wants to know
 * who tries, which the access log says.
 */
export class Alarms extends Construct {
  /** Receives the alarms; the operator subscribes to it. */
  readonly topic: ITopic;
  /** Those that say whether a new version of the authorizer is worse than the last one. */
  readonly authorizerAlarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { publicApi, managementApi, functions, events, email, topicArn } = props;
    this.topic =
      topicArn === undefined ? this.ownTopic(email) : Topic.fromTopicArn(this, "Topic", topicArn);
    const { authorizer, managementAuthorizer } = functions;
    this.authorizerAlarms = [
      this.watch("PublicApiFaults", publicApi.restApi.metricServerError()),
      this.watch("AuthorizerErrors", authorizer.function.metricErrors()),
      this.watch("AuthorizerThrottles", authorizer.function.metricThrottles()),
    ];
    this.watch("ManagementApiFaults", managementApi.restApi.metricServerError());
    this.watch("ManagementAuthorizerErrors", managementAuthorizer.function.metricErrors());
    this.watch("ManagementAuthorizerThrottles", managementAuthorizer.function.metricThrottles());
    this.watch("EventFailures", events.failures.metricApproximateNumberOfMessagesVisible());
    if (events.webhooks) {
      const { deadLetters } = events.webhooks;
      this.watch("WebhookDeadLetters", deadLetters.metricApproximateNumberOfMessagesVisible());
    }
    const refusals = this.countRefusals(managementApi);
    this.watch("ManagementRefusals", refusals, attemptsToPredict, Duration.minutes(5));
  }

  private ownTopic(email: string | undefined): Topic {
    const topic = new Topic(this, "Topic", { enforceSSL: true });
    topic.addToResourcePolicy(mayPublishTo(topic));
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

  private countRefusals({ accessLog }: BearerApi): Metric {
    const filter = accessLog.addMetricFilter("Refusals", {
      filterPattern: FilterPattern.stringValue("$.refusal", "=", errors.invalidCredentials.code),
      metricNamespace: uniqueName(this, 255),
      metricName: "ManagementRefusals",
    });
    return filter.metric();
  }

  private watch(id: string, metric: Metric, threshold = 1, period = Duration.minutes(1)): Alarm {
    const alarm = metric.with({ statistic: "Sum", period }).createAlarm(this, id, {
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No requests, no metric: all is well.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }
}

/** Demanding TLS gives the topic a policy, and that replaces the default, which lets alarms publish. */
function mayPublishTo(topic: Topic): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
    actions: ["sns:Publish"],
    resources: [topic.topicArn],
    conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
  });
}
