import { describe, expect, it } from "@jest/globals";
import { newAccount } from "../../../../core/account/account-record.ts";
import type { PlainItem } from "../../../../core/key/key-record.ts";
import { newAccountItem } from "../../../../core/store/account-item.ts";
import { createAccounts } from "../../../../core/store/accounts.ts";
import { coldItem, hotItem } from "../../../../core/store/key-item.ts";
import { createKeys } from "../../../../core/store/keys.ts";
import { fakeDynamoDb, ok } from "../../../support/fake-dynamodb.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { tableClient } from "../../../support/table-client.ts";
import { itemOnTheWire } from "../../../support/wire-item.ts";

const now = 1_800_000_000_000;
const request = { key: "once", fingerprint: "f1" };
const { record } = newKey(newKeyring());
const account = { ...newAccount("acct_1", "agency", now - 1_000, 25), maxActiveKeys: 1 };
const remembered = { fingerprint: "f1", key_id: record.id, ttl: now };

/**
 * A table in which the very request was done, by another of its attempts, right after the first read:
 * what is read later shows that, and what it has led to.
 */
function keysWhere(before: readonly PlainItem[], after: readonly PlainItem[]) {
  const readsBefore = before.length;
  let reads = 0;
  const { client } = fakeDynamoDb(({ operation, input }) => {
    if (operation !== "GetItem") throw new Error(`${operation} was not to be sent`);
    const items = reads++ < readsBefore ? before : after;
    const wanted = JSON.stringify(input.Key);
    const item = items.find(({ pk, sk }) => JSON.stringify(itemOnTheWire({ pk, sk })) === wanted);
    return ok(item ? { Item: itemOnTheWire(item) } : {});
  });
  const table = tableClient(client);
  const accounts = createAccounts(table, "table", () => now);
  return createKeys(table, "table", accounts, () => now);
}

const idempotencyItem = { pk: "ACCOUNT#acct_1", sk: "IDEMPOTENCY#once", ...remembered };

describe("a request that was done a moment ago", () => {
  it("is not refused for the place that it took itself", async () => {
    const full = { ...newAccountItem(account), active_key_ids: new Set([record.id]) };
    const keys = keysWhere(
      [newAccountItem(account)],
      [full, hotItem(record), coldItem(record), idempotencyItem],
    );
    const draft = () => {
      throw new Error("it was done before");
    };
    expect(await keys.create("acct_1", draft, request)).toEqual({ kind: "replayed", record });
  });

  it("is not refused for what happened to its key since", async () => {
    const revoked = { ...record, isActive: false, revokedAt: now / 1000 };
    const keys = keysWhere(
      [hotItem(record), coldItem(record)],
      [hotItem(revoked), coldItem(revoked), idempotencyItem],
    );
    const decide = () => {
      throw new Error("it was done before");
    };
    const outcome = await keys.change("acct_1", record.id, decide, request);
    expect(outcome).toEqual({ kind: "replayed", record: revoked });
  });
});
