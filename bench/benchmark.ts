/** One figure with what it was measured to be and, where there is one, what it has to be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: { readonly atMost?: number; readonly atLeast?: number };
}

export interface Benchmark {
  /** In a few words, what is done. */
  readonly title: string;
  /** @param progress takes a line to show while it runs */
  readonly run: (progress: (line: string) => void) => Promise<readonly Figure[]>;
}

export function meetsTarget({ value, target }: Figure): boolean {
  return value <= (target?.atMost ?? Infinity) && value >= (target?.atLeast ?? -Infinity);
}

export function describeTarget({ target }: Figure): string {
  if (target?.atMost !== undefined) return `≤ ${target.atMost}`;
  return target?.atLeast === undefined ? "" : `≥ ${target.atLeast}`;
}
