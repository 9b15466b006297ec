import type { Figure } from "./figure.ts";

/** What a benchmark may be told. */
export interface RunOptions {
  /** Takes a line to show while it runs. */
  readonly progress: (line: string) => void;
  /** Whether to take the time for the sizes that take minutes. */
  readonly isFull: boolean;
}

export interface Benchmark {
  /** In a few words, what is done. */
  readonly title: string;
  readonly run: (options: RunOptions) => Promise<readonly Figure[]>;
}
