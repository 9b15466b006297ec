import * as z from "zod";
import {
  CorruptItemError,
  type KeyRecord,
  NewerFormatError,
  type PlainItem,
  parseKeyRecord,
} from "../key/key-record.ts";
import { allEnded } from "../time/all-ended.ts";
import { recordEventAction } from "./event-writes.ts";
import { expiringIndex } from "./expiring-index.ts";
import { type ExpiringKey, expiryNotice, expiryOfDue, type NoticeDays } from "./expiry-notice.ts";
import { eventItemKey, type ItemKey, keyIdOfItem, keyItemKey, scheduleKey } from "./item-keys.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { TableClient } from "./table-client.ts";
import { transact } from "./transaction.ts";

export interface NoticeOptions {
  readonly tableName: string;
  readonly retentionDays: number | undefined;
  readonly nowEpochSeconds: number;
  /** Whether there is time for another page. */
  readonly hasTime: () => boolean;
}

/** Keys that are read and told at a time. */
const pageSize = 50;

/**
 * The index lags behind the table, and a key may get its expiry just before its notice is due. So
 * each run looks this far back; what it finds again was told already.
 */
const overlapSeconds = 600;

/** The point where a run resumes. */
const progress = z.object({
  /** All keys that expire earlier are done. */
  from: z.int(),
  /** A run that did not get to its end: up to where it was to go, and after which key it goes on. */
  until: z.int().optional(),
  after: z.object({ pk: z.string(), sk: z.string(), expires_at: z.number() }).optional(),
});
type Progress = z.infer<typeof progress>;

/**
 * Writes the notices that have become due, each once, at a cost in proportion to the keys that
 * expire. Goes on where the run before ended.
 *
 * @returns the number of keys that were looked at
 */
export async function writeNotices(
  client: TableClient,
  days: NoticeDays,
  options: NoticeOptions,
): Promise<number> {
  const due = expiryOfDue(days, options.nowEpochSeconds);
  const state = await readProgress(client, days, options, due);
  const until = state.until ?? due;
  let { after } = state;
  let count = 0;
  while (options.hasTime()) {
    const page = await client.query({
      TableName: options.tableName,
      IndexName: expiringIndex,
      KeyConditionExpression: "sk = :sk AND expires_at BETWEEN :from AND :until",
      ExpressionAttributeValues: {
        ":sk": keyItemKey("").sk,
        ":from": state.from - overlapSeconds,
        ":until": until,
      },
      Limit: pageSize,
      ...(after === undefined ? {} : { ExclusiveStartKey: after }),
    });
    const ids = (page.Items ?? []).map(({ pk }) => keyIdOfItem(String(pk)));
    await allEnded(ids.map((keyId) => writeNotice(client, keyId, days, options)));
    count += ids.length;
    after = page.LastEvaluatedKey && progress.shape.after.parse(page.LastEvaluatedKey);
    const next = after ? { from: state.from, until, after } : { from: until };
    await saveProgress(client, days, options, next);
    if (!after) break;
  }
  return count;
}

/** Reads the key itself: it may have been revoked, or may expire at another time by now. */
async function writeNotice(
  client: TableClient,
  keyId: string,
  days: NoticeDays,
  { tableName, retentionDays, nowEpochSeconds }: NoticeOptions,
): Promise<void> {
  const { Item } = await client.get({
    TableName: tableName,
    Key: keyItemKey(keyId),
    ConsistentRead: true,
  });
  const key = Item && readableKey(Item);
  if (!key || key.revokedAt !== undefined || key.expiresAt === undefined) return;
  const isDue = key.expiresAt <= expiryOfDue(days, nowEpochSeconds);
  if (!isDue || key.expiresAt <= nowEpochSeconds) return;
  await writeOnce(client, { ...key, id: keyId, expiresAt: key.expiresAt }, days, {
    tableName,
    retentionDays,
  });
}

/** An item that cannot be read must not hold up the notices of other keys. */
function readableKey(item: PlainItem): KeyRecord | undefined {
  try {
    return parseKeyRecord(item);
  } catch (error) {
    if (error instanceof CorruptItemError || error instanceof NewerFormatError) return undefined;
    throw error;
  }
}

async function writeOnce(
  client: TableClient,
  key: ExpiringKey,
  days: NoticeDays,
  { tableName, retentionDays }: Pick<NoticeOptions, "tableName" | "retentionDays">,
): Promise<void> {
  const notice = expiryNotice(key, days);
  const Key: ItemKey = eventItemKey(notice.accountId, notice.id);
  await retryOnConflict(client, async () => {
    const { Item } = await client.get({ TableName: tableName, Key, ConsistentRead: true });
    if (Item) return "known";
    const outcome = await transact(client, [recordEventAction(tableName, notice, retentionDays)]);
    return outcome === "done" ? "written" : undefined;
  });
}

/** The first run of all begins with the keys whose notice is due within the overlap. */
async function readProgress(
  client: TableClient,
  days: NoticeDays,
  { tableName }: NoticeOptions,
  due: number,
): Promise<Progress> {
  const Key = scheduleKey(days);
  const { Item } = await client.get({ TableName: tableName, Key, ConsistentRead: true });
  return progress.parse(Item ?? { from: due });
}

async function saveProgress(
  client: TableClient,
  days: NoticeDays,
  { tableName }: NoticeOptions,
  next: Progress,
): Promise<void> {
  const Item = { ...scheduleKey(days), ...next };
  await client.transactWrite({ TransactItems: [{ Put: { TableName: tableName, Item } }] });
}
