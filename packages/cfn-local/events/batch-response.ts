import * as z from "zod";
import type { Invocation } from "../gateway/invoke.ts";

const batchResponse = z
  .object({
    batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
  })
  .nullish();

/**
 * The items of a batch that a function reports as failed.
 *
 * @param reports whether the mapping has `ReportBatchItemFailures`
 * @returns undefined if the whole batch failed
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedItems(invocation: Invocation, reports: boolean): Set<string> | undefined {
  if (invocation.kind !== "returned") return undefined;
  if (!reports) return new Set();
  const parsed = batchResponse.safeParse(parseJson(invocation.payload));
  if (!parsed.success) return undefined;
  const failures = parsed.data?.batchItemFailures ?? [];
  return new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
