import { setTimeout } from "node:timers/promises";
import { reasonOf } from "../start-error.ts";
import type { StreamSource } from "../template/model.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type BatchPorts, deliverBatch } from "./deliver-batch.ts";
import { readFilter } from "./filter.ts";
import { openTableStream, type StreamRecord, type TableStream } from "./streams-client.ts";

/** "Lambda polls shards in your DynamoDB stream for records at a base rate of 4 times per second" */
const pollEveryMs = 250;
/** A shard that ended has successors. */
const describeEveryMs = 10_000;

export interface StreamOptions {
  readonly endpoint: string;
  readonly checkpoints: Checkpoints;
  readonly reportFailure: (line: string) => void;
  readonly ports: Pick<BatchPorts, "invoke" | "giveUp">;
}

/**
 * Invokes a function with the records of a table's stream that pass the mapping's filter, each shard
 * in its order. Goes on where the last run ended if checkpoints are kept.
 *
 * @throws StartError for a filter that is not supported
 */
export function consumeStream(
  source: StreamSource,
  options: StreamOptions,
): {
  stop(): Promise<void>;
} {
  const passes = readFilter(source.patterns, source.logicalId);
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) =>
    setTimeout(ms, undefined, { ref: false, signal }).catch(() => undefined);
  const ports: BatchPorts = {
    ...options.ports,
    pause,
    isStopped: () => signal.aborted,
    nowMs: Date.now,
  };

  async function handle(shard: string, records: readonly StreamRecord[]): Promise<void> {
    const wanted = records.filter(passes);
    for (let start = 0; start < wanted.length; start += source.batchSize) {
      await deliverBatch(wanted.slice(start, start + source.batchSize), source, ports);
    }
    const last = records.at(-1);
    if (last && !signal.aborted) options.checkpoints.set(shard, last.dynamodb.SequenceNumber);
  }

  async function readShard(stream: TableStream, shard: string): Promise<void> {
    let next: string | undefined = await stream.iterator(shard, options.checkpoints.get(shard));
    while (next !== undefined && !signal.aborted) {
      const page = await stream.records(next);
      await handle(shard, page.records);
      next = page.next;
      if (page.records.length === 0) await pause(pollEveryMs);
    }
  }

  async function readAll(): Promise<void> {
    const stream = await openTableStream(options.endpoint, source.tableName);
    const known = new Set<string>();
    let failure: unknown;
    while (!signal.aborted) {
      for (const shard of await stream.shards()) {
        if (known.has(shard)) continue;
        known.add(shard);
        readShard(stream, shard).catch((error) => {
          failure = error;
          // It is opened anew, after its last checkpoint.
          known.delete(shard);
        });
      }
      await pause(describeEveryMs);
      if (failure !== undefined) report(failure);
      failure = undefined;
    }
  }

  function report(error: unknown): void {
    if (signal.aborted) return;
    options.reportFailure(`The stream of ${source.tableName} failed: ${reasonOf(error)}`);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await readAll().catch(report);
      await pause(describeEveryMs);
    }
  }

  void run();
  return {
    async stop() {
      stopping.abort();
    },
  };
}
