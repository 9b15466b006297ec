import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import * as budgets from "../../core/time/budgets.ts";
import type { AlarmSettings } from "../stages.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import type { BearerApi } from "./bearer-api.ts";
import type { EventPipeline } from "./event-pipeline.ts";
import type { Functions } from "./functions.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import type { AnyTable } from "./latchkey-table.ts";
import type { LogMetrics } from "./log-metrics.ts";

export interface AlarmsProps {
  readonly settings: AlarmSettings;
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;
  readonly functions: Functions;
  readonly table: AnyTable;
  readonly events: EventPipeline;
  readonly metrics: LogMetrics;
}

interface Watch {
  readonly metric: IMetric;
  /** The problem, as the alarm states it. */
  readonly says: string;
  /** The heading in docs/runbooks.md, as a link names it. */
  readonly runbook: string;
  /** Default: 1. */
  readonly threshold?: number;
  /** How many periods in a row. Default: 1. */
  readonly periods?: number;
}

/** Nobody types tokens by hand: so many that are not good, in five minutes, are being tried out. */
const attemptsToPredict = 100;
/** In five minutes. Clients that lost a key and retry stay far below it. */
const invalidKeysOfFlood = 3_000;
/** The only region with the metrics of CloudFront. */
const edgeRegion = "us-east-1";
/** Percent of all requests, for ten minutes: a single fault of few requests raises no alarm. */
const edgeFaultPercent = 5;

const minute = { period: Duration.minutes(1), statistic: "Sum" };
const fiveMinutes = { period: Duration.minutes(5), statistic: "Sum" };

/**
 * Raises an alarm for whatever is never right, and for what becomes wrong if it goes on. One fault in a
 * minute is enough for a 5xx, since a request whose verdict is missing is answered 500.
 *
 * Errors of callers (4xx) raise none, but for many bad credentials.
 */
export class Alarms extends Construct {
  readonly topic: AlarmTopic;
  /** Without those of protected APIs, which may be in other stacks. */
  readonly all: Alarm[] = [];
  /** Those that say whether a new version of the authorizer is worse than the last one. */
  readonly authorizerAlarms: readonly Alarm[];
  private readonly runbooks: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { settings, publicApi, managementApi, functions, metrics } = props;
    this.runbooks = settings.runbooks;
    this.topic = new AlarmTopic(this, settings);
    const { authorizer, managementAuthorizer } = functions;
    this.authorizerAlarms = [
      this.watch("PublicApiFaults", {
        metric: publicApi.restApi.metricServerError(minute),
        says: "The public API answered 5xx.",
        runbook: "public-api-faults",
      }),
      this.watch("AuthorizerErrors", {
        metric: authorizer.function.metricErrors(minute),
        says: "The authorizer of the public API failed or timed out.",
        runbook: "authorizer-errors",
      }),
      this.watch("AuthorizerThrottles", {
        metric: authorizer.function.metricThrottles(minute),
        says: "Lambda refused to start the authorizer of the public API.",
        runbook: "concurrency",
      }),
    ];
    this.watch("ManagementApiFaults", {
      metric: managementApi.restApi.metricServerError(minute),
      says: "The management API answered 5xx.",
      runbook: "management-api-faults",
    });
    this.watch("ManagementAuthorizerErrors", {
      metric: managementAuthorizer.function.metricErrors(minute),
      says: "The authorizer of the management API failed or timed out.",
      runbook: "authorizer-errors",
    });
    this.watch("ManagementAuthorizerThrottles", {
      metric: managementAuthorizer.function.metricThrottles(minute),
      says: "Lambda refused to start the authorizer of the management API.",
      runbook: "concurrency",
    });
    this.watchCapacity(props);
    this.watchVerdicts(metrics);
    this.watchEvents(props.events);
  }

  /** CloudFront's metrics, and so alarms for them, are in us-east-1 alone. */
  watchDistribution({ distributionId }: Distribution): void {
    if (Stack.of(this).region !== edgeRegion) return;
    this.watch("DistributionFaults", {
      metric: new Metric({
        namespace: "AWS/CloudFront",
        metricName: "5xxErrorRate",
        dimensionsMap: { DistributionId: distributionId, Region: "Global" },
        period: Duration.minutes(5),
        statistic: "Average",
      }),
      says: `CloudFront answered ${edgeFaultPercent}% of requests with 5xx.`,
      runbook: "distribution-faults",
      threshold: edgeFaultPercent,
      periods: 2,
    });
  }

  /**
   * Watches an API behind `protect`. Its alarms are declared in the API's own stack, which depends on this one
   * already.
   */
  watchProtected(
    scope: Construct,
    restApi: RestApi,
    { function: authorizer }: LambdaFunction,
  ): void {
    const { path } = restApi.node;
    this.raise(scope, "Faults", {
      metric: restApi.metricServerError(minute),
      says: `The protected API ${path} answered 5xx.`,
      runbook: "protected-api-faults",
    });
    this.raise(scope, "AuthorizerErrors", {
      metric: authorizer.metricErrors(minute),
      says: `The authorizer of the protected API ${path} failed or timed out.`,
      runbook: "authorizer-errors",
    });
    this.raise(scope, "AuthorizerThrottles", {
      metric: authorizer.metricThrottles(minute),
      says: `Lambda refused to start the authorizer of the protected API ${path}.`,
      runbook: "concurrency",
    });
  }

  private watchCapacity({ settings, functions, table }: AlarmsProps): void {
    this.watch("AuthorizerLatency", {
      metric: functions.authorizer.function.metricDuration({ ...fiveMinutes, statistic: "p99" }),
      says: `The slowest percent of checks took ${budgets.authorizerAttemptMs} ms or more for 15 minutes.`,
      runbook: "authorizer-latency",
      threshold: budgets.authorizerAttemptMs,
      periods: 3,
    });
    this.watch("Concurrency", {
      metric: new Metric({
        namespace: "AWS/Lambda",
        metricName: "ConcurrentExecutions",
        period: Duration.minutes(1),
        statistic: "Maximum",
      }),
      says: `As many as ${settings.concurrency} functions of the account ran at once in this region.`,
      runbook: "concurrency",
      threshold: settings.concurrency,
    });
    for (const kind of ["Read", "Write"]) {
      this.watch(`Table${kind}Throttles`, {
        metric: table.metric(`${kind}ThrottleEvents`, minute),
        says: `DynamoDB throttled ${kind.toLowerCase()}s of the table.`,
        runbook: "throttled-table",
      });
    }
  }

  private watchVerdicts(metrics: LogMetrics): void {
    this.watch("PepperUnreachable", {
      metric: metrics.pepperFaults.with(minute),
      says: "A function could not read the pepper.",
      runbook: "pepper-unreachable",
    });
    this.watch("MissingVerdicts", {
      metric: metrics.missingVerdicts.with(minute),
      says: "A request reached a function without a verdict, and was refused.",
      runbook: "unwrapped-verdict",
    });
    this.watch("AnsweredPastVerdict", {
      metric: metrics.verdicts.answeredPastVerdict.with(minute),
      says: "A protected route answered a request that was refused, or that nobody judged.",
      runbook: "unwrapped-verdict",
    });
    this.watch("InvalidKeyFlood", {
      metric: metrics.verdicts.invalidKeys.with(fiveMinutes),
      says: `Within 5 minutes, ${invalidKeysOfFlood} keys that are not good were presented.`,
      runbook: "flood-of-invalid-keys",
      threshold: invalidKeysOfFlood,
    });
    this.watch("ManagementRefusals", {
      metric: metrics.managementRefusals.with(fiveMinutes),
      says: `Within 5 minutes, ${attemptsToPredict} tokens that are not good were tried at the management API.`,
      runbook: "flood-of-operator-tokens",
      threshold: attemptsToPredict,
    });
  }

  private watchEvents({ failures, webhooks }: EventPipeline): void {
    this.watch("EventFailures", {
      metric: failures.metricApproximateNumberOfMessagesVisible(minute),
      says: "Events were given up that could not be published.",
      runbook: "dead-letters",
    });
    if (!webhooks) return;
    this.watch("WebhookDeadLetters", {
      metric: webhooks.deadLetters.metricApproximateNumberOfMessagesVisible(minute),
      says: "Webhooks were given up that their endpoint refused for a day.",
      runbook: "dead-letters",
    });
  }

  private watch(id: string, watch: Watch): Alarm {
    const alarm = this.raise(this, id, watch);
    this.all.push(alarm);
    return alarm;
  }

  private raise(scope: Construct, id: string, watch: Watch): Alarm {
    const { metric, says, runbook, threshold = 1, periods = 1 } = watch;
    const alarm = new Alarm(scope, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No requests, no metric: all is well.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${says} Runbook: ${this.runbooks}#${runbook}`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic.topic));
    return alarm;
  }
}
