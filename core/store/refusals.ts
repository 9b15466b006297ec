import type { UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import {
  countedReasons,
  type RefusalCounts,
  type RefusalsOfDay,
} from "../admission/refusal-counts.ts";
import { isCount, type PlainItem } from "../key/key-record.ts";
import { firstUsageSecond, usageDays } from "../key/usage.ts";
import { rfc3339 } from "../time/rfc3339.ts";
import { listOfRefusals, refusalItemKey, refusalPlaceOf } from "./item-keys.ts";
import { readPage } from "./list-page.ts";
import type { TableClient } from "./table-client.ts";

/*
 * Refusals are counted from the access log, which is delivered at least once. Each batch of it adds to
 * an item for every key and day. The item remembers the latest batch in each of a few slots, so that a
 * batch which comes again adds nothing, unless another one has taken its slot meanwhile.
 */

const slots = 16;
const secondsPerDay = 86_400;
/** A day longer than they are shown. */
const keptSeconds = (usageDays + 1) * secondsPerDay;

/** A batch of the log, by a digest of what it holds. */
export interface LogBatch {
  readonly id: string;
  /** Any number: it chooses the slot. */
  readonly number: number;
}

/** Adds a batch's refusals of one key on one day. It fails on its condition if they are in already. */
export function addRefusals(
  tableName: string,
  accountId: string,
  { keyId, date, counts }: RefusalsOfDay,
  batch: LogBatch,
): UpdateCommandInput {
  const counted = Object.entries(counts);
  const additions = counted.map((_, index) => `#r${index} :n${index}`);
  return {
    TableName: tableName,
    Key: refusalItemKey(accountId, keyId, date),
    ConditionExpression: "attribute_not_exists(#batch) OR #batch <> :batch",
    UpdateExpression: `SET #batch = :batch, #ttl = :ttl ADD ${additions.join(", ")}`,
    ExpressionAttributeNames: {
      "#batch": `b${batch.number % slots}`,
      "#ttl": "ttl",
      ...Object.fromEntries(counted.map(([reason], index) => [`#r${index}`, reason])),
    },
    ExpressionAttributeValues: {
      ":batch": batch.id,
      ":ttl": Date.parse(date) / 1000 + keptSeconds,
      ...Object.fromEntries(counted.map(([, count], index) => [`:n${index}`, count])),
    },
  };
}

/** The refusals to read: of a whole account, or of one of its keys. */
export interface RefusalQuery {
  readonly accountId: string;
  readonly keyId?: string;
  readonly nowEpochSeconds: number;
}

export type ListRefusals = (query: RefusalQuery) => Promise<RefusalsOfDay[]>;

/** Lists refusals of the last 30 UTC days by key and day. @throws as the table's client does */
export function createListRefusals(client: TableClient, tableName: string): ListRefusals {
  return async function listRefusals({ accountId, keyId, nowEpochSeconds }) {
    const first = rfc3339(firstUsageSecond(nowEpochSeconds)).slice(0, 10);
    const list = listOfRefusals(accountId, keyId);
    const all = { limit: Number.POSITIVE_INFINITY, order: "ascending" } as const;
    const items = await readPage(client, tableName, list, all);
    return items
      .map((item) => ({ ...refusalPlaceOf(String(item.sk)), counts: countsOf(item) }))
      .filter(({ date }) => date >= first);
  };
}

function countsOf(item: PlainItem): RefusalCounts {
  const counted = countedReasons.flatMap((reason) => {
    const count = item[reason];
    return isCount(count) ? [[reason, count] as const] : [];
  });
  return Object.fromEntries(counted);
}
