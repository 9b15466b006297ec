import { EventBus, type IRuleTarget, Rule, Schedule } from "aws-cdk-lib/aws-events";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Stack, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { eventItemPrefix } from "../../core/store/item-keys.ts";
import * as budgets from "../../core/time/budgets.ts";
import { endpointsVariable } from "../../core/webhook/endpoint.ts";
import type { Bundles } from "../bundles.ts";
import { mayPutEvents, mayReadStream, maySendTo, mayWriteNotices } from "../permissions.ts";
import type { StageSettings } from "../stages.ts";
import { LambdaFunction } from "./lambda-function.ts";
import type { LatchkeyTable } from "./latchkey-table.ts";
import { newDeadLetterQueue, Webhooks } from "./webhooks.ts";

export interface EventPipelineProps {
  readonly settings: StageSettings;
  readonly bundles: Bundles;
  readonly table: LatchkeyTable;
}

/**
 * Publishes the audit trail: the table's stream, a function, an event bus and, if there are endpoints,
 * webhooks. What failed is tried again for as long as the stream has it; then the failure queue says
 * which records were given up, and the trail still has them.
 */
export class EventPipeline extends Construct {
  readonly bus: EventBus;
  readonly failures: Queue;
  readonly webhooks: Webhooks | undefined;

  constructor(scope: Construct, id: string, props: EventPipelineProps) {
    super(scope, id);
    const { settings, bundles } = props;
    this.bus = new EventBus(this, "Bus", { description: "Latchkey: events of keys and accounts" });
    this.failures = newDeadLetterQueue(this, "Failures");
    this.webhooks =
      settings.webhooks.length > 0
        ? new Webhooks(this, "Webhooks", { settings, bundles })
        : undefined;
    this.declarePublisher(props);
    this.declareNotices(props);
  }

  private declarePublisher({ settings, bundles, table }: EventPipelineProps): void {
    const { bus, failures, webhooks } = this;
    const queues = webhooks ? [failures, webhooks.queue] : [failures];
    const publisher = new LambdaFunction(this, "Publisher", {
      settings,
      bundle: bundles["event-publisher"],
      description: "Latchkey: publishes events",
      memoryMegabytes: 512,
      timeout: timeoutFor(budgets.publisherMs),
      environment: {
        EVENT_BUS_NAME: bus.eventBusName,
        FAILURE_QUEUE_URL: failures.queueUrl,
        ...(webhooks && {
          WEBHOOK_QUEUE_URL: webhooks.queue.queueUrl,
          [endpointsVariable]: JSON.stringify(webhooks.endpoints),
        }),
      },
      permissions: [...mayReadStream(table), mayPutEvents(bus), maySendTo(...queues)],
    });
    const [tableId] = Stack.of(this).resolve(table.tableArn)["Fn::GetAtt"];
    Validations.of(publisher).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${tableId}.Arn>/stream/*]`,
      reason: "Lambda lists the streams of this one table; their names have the time in them.",
    });
    new EventSourceMapping(this, "Stream", {
      target: publisher.function,
      eventSourceArn: table.tableStreamArn ?? "",
      // Else what was written before the mapping is there would be lost.
      startingPosition: StartingPosition.TRIM_HORIZON,
      // Admissions are in the stream too, and must not invoke anything.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual("INSERT"),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith(eventItemPrefix) } } },
        }),
      ],
      batchSize: 100,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      // An hour less than the stream keeps them. Retries are not limited otherwise.
      maxRecordAge: Duration.hours(23),
      onFailure: { bind: () => ({ destination: failures.queueArn }) },
    });
  }

  private declareNotices({ settings, bundles, table }: EventPipelineProps): void {
    const { auditRetentionDays: days } = settings;
    const notices = new LambdaFunction(this, "ExpiryNotices", {
      settings,
      bundle: bundles["expiry-notices"],
      description: "Latchkey: tells which keys expire soon",
      memoryMegabytes: 512,
      timeout: timeoutFor(budgets.expiryNoticesMs),
      environment: {
        TABLE_NAME: table.tableName,
        ...(days === undefined ? {} : { AUDIT_RETENTION_DAYS: String(days) }),
      },
      permissions: mayWriteNotices(table),
    });
    const target: IRuleTarget = { bind: () => ({ arn: notices.function.functionArn }) };
    const rule = new Rule(this, "ExpirySchedule", {
      description: "Latchkey: looks for keys that expire soon",
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [target],
    });
    Validations.of(rule).acknowledge({
      id: "Serverless-EventBusDLQ",
      reason: "What one run misses, the next one does a quarter of an hour later.",
    });
    notices.function.addPermission("Schedule", {
      principal: new ServicePrincipal("events.amazonaws.com"),
      sourceArn: rule.ruleArn,
    });
  }
}

function timeoutFor(budgetMs: number): Duration {
  return Duration.seconds(budgets.timeoutSecondsFor(budgetMs));
}
