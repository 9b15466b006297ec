import type { TableClient } from "./table-client.ts";

const firstBackoffMs = 10;
const greatestBackoffMs = 200;

/**
 * One attempt to read, decide and write; `undefined` says that someone else changed what was read.
 *
 * @param hasFailed whether an earlier attempt of this request met such a change
 */
export type Attempt<T> = (hasFailed: boolean) => Promise<T | undefined>;

/**
 * Reads, decides and writes until the write finds what was read (optimistic concurrency), with full
 * jitter between attempts, for as long as the request has time.
 *
 * @throws DeadlineError or OutcomeUnknownError, as the table's client does
 */
export async function retryOnConflict<T>(table: TableClient, attempt: Attempt<T>): Promise<T> {
  for (let attempts = 0; ; attempts++) {
    const result = await attempt(attempts > 0);
    if (result !== undefined) return result;
    await table.backOff(Math.min(firstBackoffMs * 2 ** attempts, greatestBackoffMs));
  }
}
