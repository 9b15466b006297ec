import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { missingToken } from "../../core/api-errors.ts";

export interface VerdictMetrics {
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
}

export interface CountedLog {
  readonly namespace: string;
  /** An access log in `accessLogFormat`. */
  readonly accessLog: ILogGroup;
  /** Each `METHOD /path` that needs no key. */
  readonly openRoutes: readonly string[];
}

/** Counts verdicts from an API's access log. Metrics of several APIs in one namespace add up. */
export function countVerdicts(
  scope: Construct,
  { namespace, accessLog, openRoutes }: CountedLog,
): VerdictMetrics {
  const count = (name: string, pattern: string) =>
    countLines(scope, namespace, name, pattern, accessLog);
  // One metric for each reason, of which there are about twenty.
  new MetricFilter(scope, "Refusals", {
    logGroup: accessLog,
    filterPattern: FilterPattern.literal('{ $.reason != "-" }'),
    metricNamespace: namespace,
    metricName: refusals,
    dimensions: { Reason: "$.reason" },
  });
  return {
    admitted: count("Admitted", '{ $.verdict = "admitted" }'),
    invalidKeys: count("InvalidKeys", invalidKeys),
    unavailable: count("Unavailable", '{ $.verdict = "unavailable" }'),
    extraRoundTrips: count("ExtraRoundTrips", moreThan("roundTrips", "0", "1")),
    contention: count("Contention", moreThan("contention", "0")),
    answeredPastVerdict: count("AnsweredPastVerdict", answeredPastVerdict(openRoutes)),
  };
}

/** Lines of several logs add up to one metric. */
export function countLines(
  scope: Construct,
  metricNamespace: string,
  metricName: string,
  pattern: string,
  ...logs: readonly ILogGroup[]
): Metric {
  const [first] = logs.map((logGroup, index) =>
    new MetricFilter(scope, index === 0 ? metricName : `${metricName}${index + 1}`, {
      logGroup,
      filterPattern: FilterPattern.literal(pattern),
      metricNamespace,
      metricName,
    }).metric({ statistic: "Sum" }),
  );
  if (!first) throw new Error(`${metricName} has no log`);
  return first;
}

/** A search over the refusals of each reason, for a graph. */
export function refusalsByReason(namespace: string): string {
  return `SEARCH('{"${namespace}",Reason} MetricName="${refusals}"', 'Sum')`;
}

const refusals = "Refusals";

const invalidKeys = `{ $.verdict = "invalid" && $.reason != "${missingToken.code}" }`;

function moreThan(field: string, ...usual: readonly string[]): string {
  return `{ ${["-", ...usual].map((value) => `$.${field} != "${value}"`).join(" && ")} }`;
}

const refusedVerdicts = ["invalid", "forbidden", "limited", "unavailable", "bad_request"];

/** "The maximum length of a filter pattern is 1,024 characters" (quotas of CloudWatch Logs). */
const greatestPattern = 1024;

/**
 * A refused request has a status of 400 and more; so has one that was not judged, but on open routes.
 * With more open routes than a pattern has room for, only those that were judged count.
 */
function answeredPastVerdict(openRoutes: readonly string[]): string {
  const isProtected = openRoutes.map((route) => ` && ${isNot(route)}`).join("");
  const whole = answered(["-", ...refusedVerdicts], isProtected);
  return whole.length > greatestPattern ? answered(refusedVerdicts) : whole;
}

function answered(verdicts: readonly string[], andMore = ""): string {
  const isNo = verdicts.map((verdict) => `$.verdict = "${verdict}"`).join(" || ");
  const isAnswered = ["2*", "3*"].map((status) => `$.status = "${status}"`).join(" || ");
  return `{ (${isNo}) && (${isAnswered})${andMore} }`;
}

function isNot(route: string): string {
  const [method = "", path = ""] = route.split(" ");
  const isElsewhere = `$.resource != "${path}"`;
  return method === "ANY" ? isElsewhere : `($.method != "${method}" || ${isElsewhere})`;
}
