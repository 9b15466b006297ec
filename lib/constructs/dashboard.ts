import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { errors } from "../../core/errors.ts";
import { uniqueName } from "../unique-name.ts";
import type { BearerApi } from "./bearer-api.ts";
import type { Functions } from "./functions.ts";
import type { AnyTable } from "./latchkey-table.ts";
import type { LogMetrics } from "./log-metrics.ts";
import { refusalsByReason } from "./verdict-metrics.ts";

export interface DashboardProps {
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;
  readonly functions: Functions;
  readonly table: AnyTable;
  readonly metrics: LogMetrics;
  /** None if the stage has no alarms. */
  readonly alarms: readonly Alarm[];
  readonly distribution: Distribution | undefined;
  readonly edgeLog: ILogGroup | undefined;
}

/** The metrics of CloudFront and of billing are in this region, and a dashboard can show them anywhere. */
const globalRegion = "us-east-1";
const period = Duration.minutes(5);
const gridColumns = 24;
const quarter = gridColumns / 4;
const height = 6;

/** Is it healthy, who is limited, who attacks, what does it cost: a row for each. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, "Dashboard", {
      dashboardName: uniqueName(this, 255),
      defaultInterval: Duration.hours(3),
    });
    const rows: readonly (readonly [string, readonly IWidget[]])[] = [
      ["Is it healthy?", healthWidgets(props)],
      ["Who is limited?", limitWidgets(props)],
      ["Who attacks?", attackWidgets(props)],
      ["What does it cost?", costWidgets(props)],
    ];
    for (const [question, widgets] of rows) {
      const markdown = `## ${question}`;
      dashboard.addWidgets(new TextWidget({ markdown, width: gridColumns, height: 1 }));
      dashboard.addWidgets(...widgets);
    }
  }
}

function healthWidgets(props: DashboardProps): IWidget[] {
  const { publicApi, managementApi, functions, metrics, alarms, distribution } = props;
  const { authorizer, managementAuthorizer } = functions;
  return [
    ...(alarms.length === 0
      ? []
      : [new AlarmStatusWidget({ title: "Alarms", alarms: [...alarms], width: gridColumns })]),
    graph("5xx", [
      publicApi.restApi.metricServerError({ label: "public API" }),
      managementApi.restApi.metricServerError({ label: "management API" }),
      metrics.verdicts.unavailable.with({ label: "key could not be checked" }),
    ]),
    graph("Response time, ms", [
      publicApi.restApi.metricLatency({ label: "public API, median", statistic: "p50" }),
      publicApi.restApi.metricLatency({ label: "public API, p99", statistic: "p99" }),
      managementApi.restApi.metricLatency({ label: "management API, p99", statistic: "p99" }),
      authorizer.function.metricDuration({ label: "check of a key, p99", statistic: "p99" }),
    ]),
    graph("Authorizers", [
      authorizer.function.metricErrors({ label: "errors" }),
      authorizer.function.metricThrottles({ label: "not started" }),
      managementAuthorizer.function.metricErrors({ label: "management: errors" }),
      managementAuthorizer.function.metricThrottles({ label: "management: not started" }),
    ]),
    graph("Table", [
      ...["Read", "Write"].map((kind) =>
        props.table.metric(`${kind}ThrottleEvents`, {
          label: `throttled ${kind.toLowerCase()}s`,
          statistic: "Sum",
        }),
      ),
      metrics.verdicts.contention.with({ label: "requests with contention" }),
      metrics.verdicts.extraRoundTrips.with({ label: "requests with extra round trips" }),
    ]),
    ...(distribution
      ? [graph("CloudFront: 5xx, %", [edgeMetric(distribution, "5xxErrorRate", "Average")])]
      : []),
  ];
}

function limitWidgets({ publicApi, metrics }: DashboardProps): IWidget[] {
  return [
    graph("Verdicts", [
      metrics.verdicts.admitted.with({ label: "admitted" }),
      new MathExpression({ expression: refusalsByReason(metrics.namespace), label: "", period }),
    ]),
    table("Keys over a limit or quota", publicApi.accessLog, [
      'filter verdict = "limited"',
      "stats count(*) as refused, latest(reason) as reason by keyId",
      "sort refused desc",
    ]),
    table("Other refusals of good keys", publicApi.accessLog, [
      'filter verdict = "forbidden"',
      "stats count(*) as refused by keyId, reason",
      "sort refused desc",
    ]),
    table("Keys with contention", publicApi.accessLog, [
      "filter contention > 0",
      "stats count(*) as requests, max(contention) as most by keyId",
      "sort requests desc",
    ]),
  ];
}

function attackWidgets({ publicApi, managementApi, metrics, edgeLog }: DashboardProps): IWidget[] {
  return [
    graph("Bad credentials", [
      metrics.verdicts.invalidKeys.with({ label: "keys" }),
      metrics.managementRefusals.with({ label: "tokens of the management API" }),
      metrics.verdicts.answeredPastVerdict.with({ label: "answered past the verdict" }),
    ]),
    table("Addresses with bad keys", publicApi.accessLog, [
      'filter verdict = "invalid"',
      "stats count(*) as refused, count_distinct(keyId) as keys by sourceIp",
      "sort refused desc",
    ]),
    table("Addresses with bad tokens", managementApi.accessLog, [
      `filter refusal = "${errors.invalidCredentials.code}"`,
      "stats count(*) as refused by sourceIp",
      "sort refused desc",
    ]),
    edgeLog
      ? table("Viewers that CloudFront answered 4xx", edgeLog, [
          "filter `sc-status` like /^4/",
          "stats count(*) as refused by `c-ip`, `c-country`, `cache-behavior-path-pattern`",
          "sort refused desc",
        ])
      : new TextWidget({
          markdown:
            "What comes through CloudFront has CloudFront's addresses in the tables beside. The setting `edgeLogs` logs those of viewers.",
          width: quarter,
          height,
        }),
  ];
}

function costWidgets(props: DashboardProps): IWidget[] {
  const { publicApi, managementApi, functions, distribution } = props;
  const { authorizer } = functions;
  const consumed = (kind: string) =>
    props.table.metric(`Consumed${kind}CapacityUnits`, {
      label: `${kind.toLowerCase()} units`,
      statistic: "Sum",
    });
  return [
    graph("Requests", [
      publicApi.restApi.metricCount({ label: "public API" }),
      managementApi.restApi.metricCount({ label: "management API" }),
      ...(distribution ? [edgeMetric(distribution, "Requests", "Sum")] : []),
    ]),
    graph("Checks of keys", [
      authorizer.function.metricInvocations({ label: "invocations" }),
      authorizer.function.metricDuration({ label: "ms of 512 MB", statistic: "Sum" }),
    ]),
    graph("Table", [consumed("Read"), consumed("Write")]),
    new GraphWidget({
      title: "Estimated charges of the account this month, US dollars",
      left: [estimatedCharges],
      period: Duration.hours(6),
      region: globalRegion,
      width: quarter,
      height,
    }),
    new TextWidget({
      markdown:
        "`npm run cost` says what requests cost, by line. Estimated charges need billing alerts to be switched on in the account; budgets do not.",
      width: gridColumns,
      height: 1,
    }),
  ];
}

const estimatedCharges = new Metric({
  namespace: "AWS/Billing",
  metricName: "EstimatedCharges",
  dimensionsMap: { Currency: "USD" },
  statistic: "Maximum",
  label: "whole account",
  period: Duration.hours(6),
  region: globalRegion,
});

function edgeMetric(distribution: Distribution, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: "AWS/CloudFront",
    metricName,
    dimensionsMap: { DistributionId: distribution.distributionId, Region: "Global" },
    statistic,
    label: "CloudFront",
    period,
    region: globalRegion,
  });
}

function graph(title: string, left: readonly IMetric[]): IWidget {
  return new GraphWidget({ title, left: [...left], period, width: quarter, height });
}

/** The ten first of a query over a log. */
function table(title: string, log: ILogGroup, lines: readonly string[]): IWidget {
  return new LogQueryWidget({
    title,
    logGroupNames: [log.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines: [...lines, "limit 10"],
    width: quarter,
    height,
  });
}
