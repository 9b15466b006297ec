import { describe, expect, it } from "@jest/globals";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { writeNotices } from "../../../../core/store/expiring-keys.ts";
import { keyItemKey, scheduleKey } from "../../../../core/store/item-keys.ts";
import {
  fakeDynamoDb,
  ok,
  type ReceivedCall,
  type ServiceResponse,
  serviceError,
} from "../../../support/fake-dynamodb.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { tableClient } from "../../../support/table-client.ts";
import { hotItemOnTheWire, itemOnTheWire } from "../../../support/wire-item.ts";

const now = 1_800_000_000;
const due = now + 7 * 86_400;
const keyring = newKeyring();
const keyThatExpires = (expiresAt: number) => newKey(keyring, { expiresAt }).record;

// biome-ignore lint/suspicious/noExplicitAny: attributes of several types.
type WireItem = Readonly<Record<string, any>>;

interface House {
  /** The keys that the index finds, page by page. */
  readonly pages: readonly (readonly ManagedKey[])[];
  /** Attributes that replace those of the items, by the id of their key. */
  readonly overrides?: Readonly<Record<string, object>>;
  /** The answers to writes of notices; those that follow are done. */
  readonly writes?: readonly ServiceResponse[];
}

/** One run that has time for everything. */
async function run({ pages, overrides = {}, writes = [] }: House) {
  const placeOf = ({ pk, sk }: WireItem) => `${pk?.S} ${sk?.S}`;
  const items = new Map<string, WireItem>();
  for (const key of pages.flat()) {
    const item = { ...hotItemOnTheWire(key), ...overrides[key.id] };
    items.set(placeOf(itemOnTheWire({ ...keyItemKey(key.id) })), item);
  }
  const answersOfWrites = [...writes];
  const told: string[] = [];

  const query = (start: WireItem | undefined) => {
    const index = Number(start?.expires_at?.N ?? 0);
    const page = pages[index] ?? [];
    const Items = page.map(({ id, expiresAt }) =>
      itemOnTheWire({ ...keyItemKey(id), expires_at: expiresAt }),
    );
    const after = { ...keyItemKey(page.at(-1)?.id ?? ""), expires_at: index + 1 };
    const isLast = index + 1 >= pages.length;
    return ok({ Items, ...(isLast ? {} : { LastEvaluatedKey: itemOnTheWire(after) }) });
  };
  const write = (item: WireItem) => {
    const isNotice = item.key_id !== undefined;
    const answer = (isNotice && answersOfWrites.shift()) || ok({});
    if (answer.status !== 200) return answer;
    items.set(placeOf(item), item);
    if (isNotice) told.push(item.key_id?.S ?? "");
    return answer;
  };
  const { client, calls } = fakeDynamoDb(({ operation, input }: ReceivedCall) => {
    // biome-ignore lint/suspicious/noExplicitAny: inputs of several shapes.
    const { Key, ExclusiveStartKey, TransactItems }: any = input;
    if (operation === "GetItem") return ok({ Item: items.get(placeOf(Key)) });
    return operation === "Query" ? query(ExclusiveStartKey) : write(TransactItems[0].Put.Item);
  });
  const count = await writeNotices(tableClient(client), 7, {
    tableName: "table",
    retentionDays: undefined,
    nowEpochSeconds: now,
    hasTime: () => true,
  });
  const progress = items.get(placeOf(itemOnTheWire({ ...scheduleKey(7) })));
  return { count, told, calls, progress };
}

describe("a run that writes notices of keys that expire", () => {
  it("decides by consistent reads, and writes each notice with one read and one write", async () => {
    const key = keyThatExpires(due);
    const { told, calls } = await run({ pages: [[key]] });
    expect(told).toEqual([key.id]);
    expect(calls.map(({ operation }) => operation)).toEqual([
      "GetItem",
      "Query",
      "GetItem",
      "GetItem",
      "TransactWriteItems",
      "TransactWriteItems",
    ]);
    for (const { input } of calls.filter(({ operation }) => operation === "GetItem")) {
      expect(input).toMatchObject({ ConsistentRead: true });
    }
  });

  it("goes on to the last page, and the next run goes on from there", async () => {
    const pages = [[keyThatExpires(due)], [keyThatExpires(due)], [keyThatExpires(due)]];
    const { count, told, progress } = await run({ pages });
    expect(count).toBe(3);
    expect(told).toEqual(pages.flat().map(({ id }) => id));
    expect(progress).toEqual(itemOnTheWire({ ...scheduleKey(7), from: due }));
  });

  it("begins in the second that a notice is due, and ends with the key", async () => {
    const [ended, last, first, early] = [now, now + 1, due, due + 1].map(keyThatExpires);
    if (!ended || !last || !first || !early) throw new Error("a key is missing");
    const { told } = await run({ pages: [[ended, last, first, early]] });
    expect(told.toSorted()).toEqual([last.id, first.id].toSorted());
  });

  it.each([
    ["corrupt", { plan: { N: "1" } }],
    ["of a newer format", { format: { N: "2" } }],
  ])("leaves out a key whose item is %s, and tells of the others", async (_, override) => {
    const [unreadable, readable] = [keyThatExpires(due), keyThatExpires(due)];
    const { count, told, progress } = await run({
      pages: [[unreadable, readable]],
      overrides: { [unreadable.id]: override },
    });
    expect(count).toBe(2);
    expect(told).toEqual([readable.id]);
    expect(progress).toMatchObject({ from: { N: String(due) } });
  });

  it.each(["TransactionConflict", "ThrottlingError"])(
    "writes a notice again that was not written for a %s",
    async (Code) => {
      const key = keyThatExpires(due);
      const cancelled = serviceError("TransactionCanceledException", {
        CancellationReasons: [{ Code }],
      });
      const { told } = await run({ pages: [[key]], writes: [cancelled, cancelled] });
      expect(told).toEqual([key.id]);
    },
  );
});
