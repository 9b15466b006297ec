/** Amazon SQS and EventBridge quotas: entries of one call, and bytes of all of them. */
const greatestCount = 10;
const greatestBytes = 240_000;

/** Splits entries so that each part fits into one call, in their order. */
export function batchesOf<T>(entries: readonly T[], bytesOf: (entry: T) => number): T[][] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = bytesOf(entry);
    const last = batches.at(-1);
    if (last && last.length < greatestCount && bytes + size <= greatestBytes) {
      last.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}
