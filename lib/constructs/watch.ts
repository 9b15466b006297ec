import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";
import type { StageSettings } from "../stages.ts";
import { Alarms } from "./alarms.ts";
import type { BearerApi } from "./bearer-api.ts";
import { Dashboard } from "./dashboard.ts";
import { EdgeLog } from "./edge-log.ts";
import type { EventPipeline } from "./event-pipeline.ts";
import type { Functions } from "./functions.ts";
import type { AnyTable } from "./latchkey-table.ts";
import { LogMetrics } from "./log-metrics.ts";

export interface Watched {
  readonly settings: StageSettings;
  readonly publicApi: BearerApi;
  readonly managementApi: BearerApi;
  readonly functions: Functions;
  readonly table: AnyTable;
  readonly events: EventPipeline;
  readonly distribution: Distribution | undefined;
}

export interface Watching {
  readonly alarms?: Alarms | undefined;
  /** Absent if nothing looks at them. */
  readonly metrics?: LogMetrics;
}

/** Declares what lets an operator see a deployment, as far as its settings ask for it. */
export function watch(scope: Construct, watched: Watched): Watching {
  const { settings, functions, distribution } = watched;
  const edgeLog =
    settings.hasEdgeLogs && distribution
      ? new EdgeLog(scope, "EdgeLog", settings, distribution).logGroup
      : undefined;
  if (!settings.alarms && !settings.hasDashboard) return {};
  const metrics = new LogMetrics(scope, "Metrics", watched);
  const alarms =
    settings.alarms &&
    new Alarms(scope, "Alarms", { ...watched, settings: settings.alarms, metrics });
  if (alarms) {
    if (distribution) alarms.watchDistribution(distribution);
    functions.authorizer.rollOut(settings.rollout, alarms.authorizerAlarms);
  }
  if (settings.hasDashboard) {
    new Dashboard(scope, "Dashboard", { ...watched, metrics, alarms: alarms?.all ?? [], edgeLog });
  }
  return { alarms, metrics };
}
