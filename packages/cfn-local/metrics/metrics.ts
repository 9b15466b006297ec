import type { AlarmModel, MetricModel } from "../template/model.ts";

/** The statistics that CloudWatch keeps of a metric, since the start. */
export interface Statistics {
  readonly samples: number;
  readonly sum: number;
  readonly least: number;
  readonly greatest: number;
}

export interface WatchedMetric extends AlarmModel {
  /** Undefined if nothing was measured. */
  readonly statistics: Statistics | undefined;
}

/**
 * The metrics that a template's alarms watch. One that differs in a single dimension is another
 * metric, as on CloudWatch: it is not kept.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension
 */
export class Metrics {
  readonly #alarms: readonly AlarmModel[];
  readonly #statistics: Map<string, Statistics | undefined>;

  constructor(alarms: readonly AlarmModel[]) {
    this.#alarms = alarms;
    this.#statistics = new Map(alarms.map(({ metric }) => [identityOf(metric), undefined]));
  }

  put(metric: MetricModel, value: number): void {
    const identity = identityOf(metric);
    if (!this.#statistics.has(identity)) return;
    const { samples, sum, least, greatest } = this.#statistics.get(identity) ?? nothing;
    this.#statistics.set(identity, {
      samples: samples + 1,
      sum: sum + value,
      least: Math.min(least, value),
      greatest: Math.max(greatest, value),
    });
  }

  /** Each alarm with what its metric measured. */
  watched(): WatchedMetric[] {
    return this.#alarms.map((alarm) => ({
      ...alarm,
      statistics: this.#statistics.get(identityOf(alarm.metric)),
    }));
  }
}

const nothing: Statistics = {
  samples: 0,
  sum: 0,
  least: Number.POSITIVE_INFINITY,
  greatest: Number.NEGATIVE_INFINITY,
};

function identityOf({ namespace, name, dimensions }: MetricModel): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}
