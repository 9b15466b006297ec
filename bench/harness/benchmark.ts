import type { Figure } from "./figure.ts";

/** The options of a run. */
export interface RunOptions {
  /** Takes a line to show while it runs. */
  readonly progress: (line: string) => void;
  /** Whether to take the time for the sizes that take minutes. */
  readonly isFull: boolean;
}

export interface Benchmark {
  /** Names the measurement in a few words. */
  readonly title: string;
  readonly run: (options: RunOptions) => Promise<readonly Figure[]>;
}
