import * as z from "zod";

/** One measured figure, with its target if it has one. */
export const figureSchema = z.object({
  name: z.string(),
  /** Latchkey, or one of its peers: they have figures of the same name. */
  of: z.string(),
  /** The median, if there were several runs. */
  value: z.number(),
  unit: z.string(),
  /** The Node that it was measured on, if not the one that the benchmarks run on. */
  node: z.string().optional(),
  runs: z.number().optional(),
  /** The middle half of the runs: first and third quartile. */
  spread: z.object({ low: z.number(), high: z.number() }).optional(),
  target: z.object({ atMost: z.number().optional(), atLeast: z.number().optional() }).optional(),
});

export type Figure = Readonly<z.infer<typeof figureSchema>>;
export type Target = NonNullable<Figure["target"]>;

export const latchkey = "Latchkey";

export function meetsTarget({ value, target }: Figure): boolean {
  return value <= (target?.atMost ?? Infinity) && value >= (target?.atLeast ?? -Infinity);
}

export function describeTarget({ target }: Figure): string {
  if (target?.atMost !== undefined) return `≤ ${formatNumber(target.atMost)}`;
  return target?.atLeast === undefined ? "" : `≥ ${formatNumber(target.atLeast)}`;
}

export function describeValue({ value, unit }: Figure): string {
  return `${formatNumber(value)} ${unit}`.trim();
}

/** As many digits as a reader can use: none behind the point from a hundred on. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  const maximumFractionDigits = size >= 100 ? 0 : size >= 10 ? 1 : 3;
  return value.toLocaleString("en-US", { maximumFractionDigits });
}
