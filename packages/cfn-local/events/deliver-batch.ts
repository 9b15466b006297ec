import { randomUUID } from "node:crypto";
import type { Invoke } from "../gateway/invoke.ts";
import type { StreamSource } from "../template/model.ts";
import { failedItems } from "./batch-response.ts";
import type { StreamRecord } from "./streams-client.ts";

const patienceMs = 900_000;
const firstPauseMs = 1000;
const greatestPauseMs = 60_000;

export interface BatchPorts {
  readonly invoke: Invoke;
  /** Takes the description of records that were given up; absent without a destination. */
  readonly giveUp: ((description: string) => void) | undefined;
  readonly pause: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
  readonly nowMs: () => number;
}

type Condition = "RetryAttemptsExhausted" | "MaximumRecordAgeExceeded";

/**
 * Invokes a function with records of a stream until it has handled them all, or they are given up.
 * While a batch fails, nothing that comes after it is handled.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-create.html
 */
export async function deliverBatch(
  batch: readonly StreamRecord[],
  source: StreamSource,
  ports: BatchPorts,
): Promise<void> {
  let rest = batch;
  for (let attempt = 0; rest.length > 0 && !ports.isStopped(); attempt++) {
    if (attempt > 0) {
      await ports.pause(Math.min(firstPauseMs * 2 ** (attempt - 1), greatestPauseMs));
    }
    const young = rest.filter((record) => !isTooOld(record, source, ports));
    giveUp(rest.slice(0, rest.length - young.length), "MaximumRecordAgeExceeded", source, ports);
    rest = young;
    if (rest.length === 0) return;
    const failedFrom = await attemptBatch(rest, source, ports);
    rest = rest.slice(failedFrom);
    if (rest.length === 0 || ports.isStopped()) return;
    if (source.maximumRetries !== undefined && attempt >= source.maximumRetries) {
      return giveUp(rest, "RetryAttemptsExhausted", source, ports);
    }
    if (failedFrom === 0 && source.bisects && rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      await deliverBatch(rest.slice(0, half), source, ports);
      rest = rest.slice(half);
    }
  }
}

/** @returns the position of the first record that failed; their number if none did */
async function attemptBatch(
  records: readonly StreamRecord[],
  { functionArn, streamArn, reportsItemFailures }: StreamSource,
  { invoke }: BatchPorts,
): Promise<number> {
  const Records = records.map((record) => ({ ...record, eventSourceARN: streamArn }));
  const invocation = await invoke(functionArn, JSON.stringify({ Records }), patienceMs);
  const failed = failedItems(invocation, reportsItemFailures);
  if (!failed) return 0;
  if (failed.size === 0) return records.length;
  const first = records.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
  return Math.max(first, 0);
}

function isTooOld(
  { dynamodb }: StreamRecord,
  { maximumAgeSeconds }: StreamSource,
  { nowMs }: BatchPorts,
): boolean {
  if (maximumAgeSeconds === undefined) return false;
  return nowMs() - dynamodb.ApproximateCreationDateTime * 1000 > maximumAgeSeconds * 1000;
}

/** The destination gets where the records are, not what is in them. */
function giveUp(
  records: readonly StreamRecord[],
  condition: Condition,
  { functionArn, streamArn }: StreamSource,
  ports: BatchPorts,
): void {
  const [first] = records;
  const last = records.at(-1);
  if (!first || !last) return;
  ports.giveUp?.(
    JSON.stringify({
      requestContext: { requestId: randomUUID(), functionArn, condition },
      version: "1.0",
      timestamp: new Date(ports.nowMs()).toISOString(),
      DDBStreamBatchInfo: {
        startSequenceNumber: first.dynamodb.SequenceNumber,
        endSequenceNumber: last.dynamodb.SequenceNumber,
        batchSize: records.length,
        streamArn,
      },
    }),
  );
}
