import type { Figure } from "./figure.ts";

/**
 * The value below which `share` of the values lie, interpolated between neighbours.
 *
 * @param share 0 to 1; 0.5 is the median
 * @throws RangeError without values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError("no values");
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The median, the count and the quartiles of several runs. */
export function ofRuns(values: readonly number[]): Pick<Figure, "value" | "runs" | "spread"> {
  return {
    value: median(values),
    runs: values.length,
    spread: { low: quantile(values, 0.25), high: quantile(values, 0.75) },
  };
}
