import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { errors } from "../../core/errors.ts";
import { missingVerdict, pepperFault } from "../../core/log-phrases.ts";
import { uniqueName } from "../unique-name.ts";
import type { BearerApi } from "./bearer-api.ts";
import type { Functions } from "./functions.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import { countLines, countVerdicts, type VerdictMetrics } from "./verdict-metrics.ts";

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
  readonly verdicts: VerdictMetrics;
  readonly managementRefusals: Metric;
  /** Requests that reached a function without a verdict, which refused them. */
  readonly missingVerdicts: Metric;
  readonly pepperFaults: Metric;

  constructor(scope: Construct, id: string, props: LogMetricsProps) {
    super(scope, id);
    const { publicApi, managementApi, functions } = props;
    this.namespace = uniqueName(this, 255);
    this.verdicts = countVerdicts(this, {
      namespace: this.namespace,
      accessLog: publicApi.accessLog,
      openRoutes: openRoutesOf(publicApi),
    });
    this.managementRefusals = countLines(
      this,
      this.namespace,
      "ManagementRefusals",
      `{ $.refusal = "${errors.invalidCredentials.code}" }`,
      managementApi.accessLog,
    );
    this.missingVerdicts = this.countMissingVerdicts(this, Object.values(functions.publicRoutes));
    const { authorizer, accountManagement, keyManagement, leakReport } = functions;
    const judging = [authorizer, accountManagement, keyManagement, leakReport];
    this.pepperFaults = this.countPepperFaults(this, judging);
  }

  /** Counts the verdicts on another API's requests as well, from its access log. */
  countMoreVerdicts(scope: Construct, accessLog: ILogGroup, openRoutes: readonly string[]): void {
    countVerdicts(scope, { namespace: this.namespace, accessLog, openRoutes });
  }

  countMissingVerdicts(scope: Construct, obeying: readonly LambdaFunction[]): Metric {
    const pattern = phrase(missingVerdict);
    return countLines(scope, this.namespace, "MissingVerdicts", pattern, ...logsOf(obeying));
  }

  countPepperFaults(scope: Construct, judging: readonly LambdaFunction[]): Metric {
    const pattern = phrase(pepperFault);
    return countLines(scope, this.namespace, "PepperFaults", pattern, ...logsOf(judging));
  }
}

function openRoutesOf({ documents, openRoutes }: BearerApi): string[] {
  return [...documents.map(({ path }) => `ANY ${path}`), ...Object.keys(openRoutes)];
}

/** Holds in a line of text and in Lambda's JSON around one alike. */
function phrase(words: string): string {
  return `"${words}"`;
}

function logsOf(functions: readonly { readonly logGroup: ILogGroup }[]): ILogGroup[] {
  return [...new Set(functions.map(({ logGroup }) => logGroup))];
}
