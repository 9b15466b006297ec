import { readdirSync, readFileSync } from "node:fs";

/** A process's resources at one moment. */
export interface Sample {
  readonly memoryMegabytes: number;
  readonly handles: number;
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function sampleOf(pid: number): Sample {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  const handles = readdirSync(`/proc/${pid}/fd`).length;
  return { memoryMegabytes: Number(kilobytes) / 1024, handles };
}

/** The access log, the events and the table of a run grow with its requests, in memory. */
const greatestGrowth = { factor: 1.25, memoryMegabytes: 60, handles: 30 };

/**
 * Compares the second quarter with the last: before that, caches and containers fill.
 *
 * @param print takes a line with the numbers
 * @returns a sentence for what grew
 */
export function faultsOfSamples(samples: readonly Sample[], print: (line: string) => void) {
  const quarter = Math.floor(samples.length / 4);
  const early = samples.slice(quarter, 2 * quarter);
  const late = samples.slice(-quarter);
  return (["memoryMegabytes", "handles"] as const).flatMap((what) => {
    const [before, after] = [early, late].map((all) => median(all.map((sample) => sample[what])));
    print(`${what}: ${before?.toFixed(0)} early, ${after?.toFixed(0)} late`);
    const most = (before ?? 0) * greatestGrowth.factor + greatestGrowth[what];
    return (after ?? 0) <= most ? [] : [`${what} grew from ${before} to ${after}`];
  });
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
