import type { ApiResponse, Handled } from "../gateway/http-host.ts";
import type { Metrics } from "./metrics.ts";

/*
 * The metrics that AWS records by itself. Each value is put under every set of dimensions that the service's
 * documentation lists, but for those of single methods and of aliases.
 */

type Dimensions = Readonly<Record<string, string>>;

/** @param distributionId of the distribution that answered, if there is one */
export function measureHandled(
  metrics: Metrics,
  { apiResponse, answer }: Handled,
  distributionId: string | undefined,
): void {
  if (apiResponse) measureApiResponse(metrics, apiResponse);
  if (distributionId !== undefined) measureViewerResponse(metrics, distributionId, answer.status);
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
function measureApiResponse(metrics: Metrics, response: ApiResponse): void {
  const { apiName: ApiName, stageName: Stage, status, latencyMs } = response;
  const put = putTo(metrics, "AWS/ApiGateway", [{ ApiName }, { ApiName, Stage }]);
  put("Count", 1);
  put("4XXError", isWithin(status, 400) ? 1 : 0);
  put("5XXError", isWithin(status, 500) ? 1 : 0);
  put("Latency", latencyMs);
}

export type Invoked =
  | { readonly functionName: string; readonly kind: "throttled" }
  | {
      readonly functionName: string;
      readonly kind: "ended";
      readonly isFailed: boolean;
      readonly durationMs: number;
      /** Invocations that were under way as it began, itself among them. */
      readonly concurrent: { readonly ofFunction: number; readonly ofAccount: number };
    };

/**
 * "Throttled requests and other invocation errors don't count as either Invocations or Errors."
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function measureInvocation(metrics: Metrics, invoked: Invoked): void {
  const { functionName: FunctionName } = invoked;
  const put = putTo(metrics, "AWS/Lambda", [{}, { FunctionName }]);
  if (invoked.kind === "throttled") {
    put("Throttles", 1);
    return;
  }
  const { isFailed, durationMs, concurrent } = invoked;
  put("Invocations", 1);
  put("Errors", isFailed ? 1 : 0);
  put("Throttles", 0);
  put("Duration", durationMs);
  putTo(metrics, "AWS/Lambda", [{}])("ConcurrentExecutions", concurrent.ofAccount);
  putTo(metrics, "AWS/Lambda", [{ FunctionName }])("ConcurrentExecutions", concurrent.ofFunction);
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function measureThrottle(
  metrics: Metrics,
  { tableName: TableName, kind }: { readonly tableName: string; readonly kind: "Read" | "Write" },
): void {
  putTo(metrics, "AWS/DynamoDB", [{ TableName }])(`${kind}ThrottleEvents`, 1);
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function measureQueue(
  metrics: Metrics,
  queue: { readonly name: string; readonly visible: number; readonly hidden: number },
): void {
  const put = putTo(metrics, "AWS/SQS", [{ QueueName: queue.name }]);
  put("ApproximateNumberOfMessagesVisible", queue.visible);
  put("ApproximateNumberOfMessagesNotVisible", queue.hidden);
}

/**
 * Rates are percentages of viewers' requests, as an average.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
function measureViewerResponse(metrics: Metrics, DistributionId: string, status: number): void {
  const dimensions = { DistributionId, Region: "Global" };
  const put = putTo(metrics, "AWS/CloudFront", [dimensions]);
  put("Requests", 1);
  put("4xxErrorRate", isWithin(status, 400) ? 100 : 0);
  put("5xxErrorRate", isWithin(status, 500) ? 100 : 0);
}

function putTo(metrics: Metrics, namespace: string, sets: readonly Dimensions[]) {
  return (name: string, value: number): void => {
    for (const dimensions of sets) metrics.put({ namespace, name, dimensions }, value);
  };
}

function isWithin(status: number, hundred: number): boolean {
  return status >= hundred && status < hundred + 100;
}
