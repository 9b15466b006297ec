import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { missingToken } from "../../core/api-errors.ts";
import { errors } from "../../core/errors.ts";
import { missingVerdict, pepperFault } from "../../core/log-phrases.ts";
import { uniqueName } from "../unique-name.ts";
import type { BearerApi } from "./bearer-api.ts";
import type { Functions } from "./functions.ts";

export interface LogMetricsProps {
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;
  readonly functions: Functions;
}

/**
 * Metrics that are counted from logs, so that no function writes any. Values of the access log are texts,
 * an absent one is `-`.
 */
export class LogMetrics extends Construct {
  readonly namespace: string;
  readonly admitted: Metric;
  /** Requests whose key or header is not good, without those that have none. */
  readonly invalidKeys: Metric;
  readonly unavailable: Metric;
  /** Requests that took more than the one write. */
  readonly extraRoundTrips: Metric;
  /** Requests whose write another request spoiled at least once. */
  readonly contention: Metric;
  /** Requests to a protected route that were answered although the verdict was no, or there was none. */
  readonly answeredPastVerdict: Metric;
  readonly managementRefusals: Metric;
  /** Requests that reached a function without a verdict, which refused them. */
  readonly missingVerdicts: Metric;
  readonly pepperFaults: Metric;

  constructor(scope: Construct, id: string, props: LogMetricsProps) {
    super(scope, id);
    const { publicApi, managementApi, functions } = props;
    this.namespace = uniqueName(this, 255);
    const requests = publicApi.accessLog;
    this.admitted = this.count("Admitted", '{ $.verdict = "admitted" }', requests);
    this.invalidKeys = this.count("InvalidKeys", invalidKeys, requests);
    this.unavailable = this.count("Unavailable", '{ $.verdict = "unavailable" }', requests);
    this.extraRoundTrips = this.count(
      "ExtraRoundTrips",
      moreThan("roundTrips", "0", "1"),
      requests,
    );
    this.contention = this.count("Contention", moreThan("contention", "0"), requests);
    const past = answeredPastVerdict(openResourcesOf(publicApi));
    this.answeredPastVerdict = this.count("AnsweredPastVerdict", past, requests);
    // One metric for each reason, of which there are about twenty.
    new MetricFilter(this, "Refusals", {
      logGroup: requests,
      filterPattern: FilterPattern.literal('{ $.reason != "-" }'),
      metricNamespace: this.namespace,
      metricName: refusals,
      dimensions: { Reason: "$.reason" },
    });
    this.managementRefusals = this.count(
      "ManagementRefusals",
      `{ $.refusal = "${errors.invalidCredentials.code}" }`,
      managementApi.accessLog,
    );
    this.missingVerdicts = this.count(
      "MissingVerdicts",
      phrase(missingVerdict),
      ...logsOf(Object.values(functions.publicRoutes)),
    );
    const { authorizer, accountManagement, keyManagement, leakReport } = functions;
    this.pepperFaults = this.count(
      "PepperFaults",
      phrase(pepperFault),
      ...logsOf([authorizer, accountManagement, keyManagement, leakReport]),
    );
  }

  /** A search over the refusals of each reason, for a graph. */
  get refusalsByReason(): string {
    return `SEARCH('{"${this.namespace}",Reason} MetricName="${refusals}"', 'Sum')`;
  }

  /** Filters of several logs add up to one metric. */
  private count(metricName: string, pattern: string, ...logs: readonly ILogGroup[]): Metric {
    const [first] = logs.map((logGroup, index) =>
      new MetricFilter(this, index === 0 ? metricName : `${metricName}${index + 1}`, {
        logGroup,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: this.namespace,
        metricName,
      }).metric({ statistic: "Sum" }),
    );
    if (!first) throw new Error(`${metricName} has no log`);
    return first;
  }
}

const refusals = "Refusals";

const invalidKeys = `{ $.verdict = "invalid" && $.reason != "${missingToken.code}" }`;

function moreThan(field: string, ...usual: readonly string[]): string {
  return `{ ${["-", ...usual].map((value) => `$.${field} != "${value}"`).join(" && ")} }`;
}

/** A refused request has a status of 400 and more; so has one that was not judged, but on open routes. */
function answeredPastVerdict(openResources: readonly string[]): string {
  const isNo = ["-", "invalid", "forbidden", "limited", "unavailable", "bad_request"]
    .map((verdict) => `$.verdict = "${verdict}"`)
    .join(" || ");
  const isAnswered = ["2*", "3*"].map((status) => `$.status = "${status}"`).join(" || ");
  const isProtected = openResources.map((path) => ` && $.resource != "${path}"`).join("");
  return `{ (${isNo}) && (${isAnswered})${isProtected} }`;
}

function openResourcesOf({ documents, openRoutes }: BearerApi): string[] {
  const routes = Object.keys(openRoutes).map((route) => route.replace(/^\S+ /, ""));
  return [...documents.map(({ path }) => path), ...routes];
}

/** Holds in a line of text and in Lambda's JSON around one alike. */
function phrase(words: string): string {
  return `"${words}"`;
}

function logsOf(functions: readonly { readonly logGroup: ILogGroup }[]): ILogGroup[] {
  return [...new Set(functions.map(({ logGroup }) => logGroup))];
}
