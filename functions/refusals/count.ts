import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import type { RefusalsOfDay } from "../../core/admission/refusal-counts.ts";
import { ownerAttributes } from "../../core/key/key-record.ts";
import { batchGet } from "../../core/store/batch-get.ts";
import { keyItemKey } from "../../core/store/item-keys.ts";
import { addRefusals, type LogBatch } from "../../core/store/refusals.ts";
import type { TableClient } from "../../core/store/table-client.ts";

export interface CountPorts {
  readonly tableName: string;
  readonly client: Pick<TableClient, "batchGet" | "backOff">;
  readonly update: (input: UpdateCommandInput) => Promise<unknown>;
}

/** Updates that are under way at a time. */
const concurrency = 10;

/**
 * Adds a batch's refusals to the table, with one update for each key and day. Keys that do not exist
 * are not written, so a flood of made-up ones costs reads alone.
 *
 * @throws the first fault, once everything was tried; the batch may then be counted again
 */
export async function countRefusals(
  refusals: readonly RefusalsOfDay[],
  batch: LogBatch,
  ports: CountPorts,
): Promise<void> {
  const accounts = await accountsOf(new Set(refusals.map(({ keyId }) => keyId)), ports);
  const updates = refusals.flatMap((refusal) => {
    const accountId = accounts.get(refusal.keyId);
    return accountId === undefined ? [] : [addRefusals(ports.tableName, accountId, refusal, batch)];
  });
  const faults: unknown[] = [];
  for (let from = 0; from < updates.length; from += concurrency) {
    const some = updates.slice(from, from + concurrency);
    const outcomes = await Promise.allSettled(some.map((input) => addOnce(input, ports)));
    faults.push(
      ...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])),
    );
  }
  if (faults.length > 0) throw faults[0];
}

async function accountsOf(
  keyIds: ReadonlySet<string>,
  { client, tableName }: CountPorts,
): Promise<Map<string, string>> {
  const items = await batchGet(client, tableName, [...keyIds].map(keyItemKey), ownerAttributes);
  return new Map(items.map((item) => [String(item.key_id), String(item.account_id)]));
}

/** A failed condition means that the batch was counted before. */
async function addOnce(input: UpdateCommandInput, { update }: CountPorts): Promise<void> {
  try {
    await update(input);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
