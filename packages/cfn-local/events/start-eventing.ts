import { join } from "node:path";
import type { Invoke } from "../gateway/invoke.ts";
import type { Product } from "../template/model.ts";
import { Checkpoints } from "./checkpoints.ts";
import { consumeQueue } from "./queue-source.ts";
import type { Queues } from "./queues.ts";
import { runSchedule } from "./schedule.ts";
import { consumeStream } from "./stream-source.ts";

export interface EventingOptions {
  readonly queues: Queues;
  readonly databaseEndpoint: string;
  readonly dataDir: string | undefined;
  readonly reportFailure: (line: string) => void;
}

/** Starts what invokes functions by itself: event source mappings and scheduled rules. */
export function startEventing(
  { eventSources, schedules }: Product,
  invoke: Invoke,
  { queues, databaseEndpoint, dataDir, reportFailure }: EventingOptions,
): { stop(): Promise<void> } {
  const checkpoints = new Checkpoints(dataDir && join(dataDir, "stream-checkpoints.json"));
  const running = [
    ...eventSources.queues.flatMap((source) => {
      const queue = queues.byArn(source.queueArn);
      return queue ? [consumeQueue(source, queue, invoke)] : [];
    }),
    ...eventSources.streams.map((source) => {
      const destination = queues.byArn(source.onFailureArn ?? "");
      const giveUp = destination && ((description: string) => void destination.send(description));
      const ports = { invoke, giveUp };
      const options = { endpoint: databaseEndpoint, checkpoints, reportFailure, ports };
      return consumeStream(source, options);
    }),
    ...schedules.map((schedule) => runSchedule(schedule, invoke)),
  ];
  return {
    async stop() {
      for (const one of running) await one.stop();
    },
  };
}
