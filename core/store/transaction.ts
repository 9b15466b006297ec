import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { TableClient } from "./table-client.ts";

/** The actions of one transaction: all of them happen, or none. */
export type Actions = NonNullable<TransactWriteCommandInput["TransactItems"]>;

/**
 * `conflict`: nothing was written, since an item was in another state than its condition asks for,
 * being written by someone else at that moment, or busy. The caller should read again after a pause
 * and decide anew.
 */
export type TransactionOutcome = "done" | "conflict";

/** DynamoDB API reference, TransactWriteItems, "Cancellation reason codes". */
const conflicts = new Set([
  "None",
  "ConditionalCheckFailed",
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

/**
 * Writes all of the actions or none of them.
 *
 * @throws as the table's client does, and where the table rejects the transaction as such
 */
export async function transact(table: TableClient, actions: Actions): Promise<TransactionOutcome> {
  try {
    await table.transactWrite({ TransactItems: actions });
    return "done";
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? "None");
    if (codes.length > 0 && codes.every((code) => conflicts.has(code))) return "conflict";
    throw error;
  }
}
