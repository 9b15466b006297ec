import { describe, expect, it } from "@jest/globals";
import type { AccountRecord } from "../../../../core/account/account-record.ts";
import { greatestMaxActiveKeys } from "../../../../core/account/account-rules.ts";
import { newAccountItem } from "../../../../core/store/account-item.ts";
import {
  changeAccountActions,
  createAccountActions,
  putInOrderAction,
} from "../../../../core/store/account-writes.ts";
import { reservedNamesIn } from "../../../support/reserved-words.ts";

const before: AccountRecord = {
  id: "acct_1",
  name: undefined,
  contactEmail: undefined,
  plan: "agency",
  maxActiveKeys: 25,
  isSuspended: false,
  metadata: {},
  activeKeyIds: ["3kTMd92x", "AAAAAAAA"],
  version: 7,
  createdAt: 1_700_000_000,
  updatedAt: 1_700_000_000,
  lastEventAtEpochMs: 1_700_000_000_000,
};
const after: AccountRecord = {
  ...before,
  maxActiveKeys: 30,
  version: 8,
  updatedAt: 1_800_000_000,
  lastEventAtEpochMs: 1_800_000_000_000,
};

describe("creating an account", () => {
  const isNew = "attribute_not_exists(pk)";

  it("puts it and its place in the list of all, and replaces neither", () => {
    expect(createAccountActions("table", before)).toEqual([
      { Put: { TableName: "table", Item: newAccountItem(before), ConditionExpression: isNew } },
      {
        Put: {
          TableName: "table",
          Item: { pk: "ACCOUNTS", sk: "ACCOUNT#acct_1" },
          ConditionExpression: isNew,
        },
      },
    ]);
  });

  it("counts a first key that comes with it", () => {
    const [put] = createAccountActions("table", before, ["3kTMd92x"]);
    expect(put?.Put?.Item).toEqual({
      ...newAccountItem(before),
      active_key_ids: new Set(["3kTMd92x"]),
    });
  });
});

describe("a change of one of its keys", () => {
  it("must be later than the account's last event, whatever the clock of who makes it", () => {
    expect(putInOrderAction("table", "acct_1", 1_800_000_000_000)).toEqual({
      Update: {
        TableName: "table",
        Key: { pk: "ACCOUNT#acct_1", sk: "ACCOUNT" },
        ConditionExpression: "attribute_exists(pk) AND last_event_at_ms < :event_at_ms",
        UpdateExpression: "SET last_event_at_ms = :event_at_ms",
        ExpressionAttributeValues: { ":event_at_ms": 1_800_000_000_000 },
      },
    });
  });
});

describe("changing an account", () => {
  it("touches the account alone where the plan stays, under the version that was read", () => {
    const actions = changeAccountActions("table", before, after);
    expect(actions).toHaveLength(1);
    expect(actions[0]?.Update).toMatchObject({
      TableName: "table",
      Key: { pk: "ACCOUNT#acct_1", sk: "ACCOUNT" },
      ConditionExpression:
        "attribute_exists(pk) AND version = :expected_version AND last_event_at_ms < :event_at_ms",
      ExpressionAttributeNames: { "#plan": "plan" },
      ExpressionAttributeValues: {
        ":expected_version": 7,
        ":plan": "agency",
        ":metadata": {},
        ":max_active_keys": 30,
        ":updated_at": 1_800_000_000,
        ":one": 1,
        ":event_at_ms": 1_800_000_000_000,
      },
    });
    expect(actions[0]?.Update?.UpdateExpression?.replace(/\s+/g, " ")).toBe(
      "SET #plan = :plan, max_active_keys = :max_active_keys, metadata = :metadata, updated_at = :updated_at, " +
        "version = version + :one, last_event_at_ms = :event_at_ms REMOVE suspended",
    );
  });

  it("sets a name where there is one", () => {
    const [action] = changeAccountActions("table", before, { ...after, name: "Acme" });
    expect(action?.Update?.UpdateExpression).toMatch(/, #name = :name REMOVE suspended$/);
    expect(action?.Update?.ExpressionAttributeNames).toEqual({ "#plan": "plan", "#name": "name" });
    expect(action?.Update?.ExpressionAttributeValues).toMatchObject({ ":name": "Acme" });
  });

  it("moves its place under the contact address, and leaves the place alone where only case differs", () => {
    const [ops, sales] = ["Ops@example.com", "sales@example.com"];
    const place = (address: string) => ({ pk: `CONTACT#${address}`, sk: "ACCOUNT#acct_1" });
    const putsOf = (from: string | undefined, to: string | undefined) =>
      changeAccountActions(
        "table",
        { ...before, contactEmail: from },
        { ...after, contactEmail: to },
      )
        .slice(1)
        .map(({ Put }) => Put?.Item);
    const expired = { ...place("ops@example.com"), ttl: 1_800_000_000 };
    expect(putsOf(undefined, ops)).toStrictEqual([place("ops@example.com")]);
    expect(putsOf(ops, sales)).toStrictEqual([expired, place(sales)]);
    expect(putsOf(ops, undefined)).toStrictEqual([expired]);
    expect(putsOf(ops, "ops@EXAMPLE.com")).toStrictEqual([]);
    expect(putsOf(undefined, undefined)).toStrictEqual([]);
  });

  it("sets the contact address, or takes it away", () => {
    const [set] = changeAccountActions("table", before, { ...after, contactEmail: "a@b" });
    expect(set?.Update?.UpdateExpression).toContain(", contact_email = :contact_email REMOVE");
    expect(set?.Update?.ExpressionAttributeValues).toMatchObject({ ":contact_email": "a@b" });
    const [removed] = changeAccountActions("table", { ...before, contactEmail: "a@b" }, after);
    expect(removed?.Update?.UpdateExpression).toMatch(/ REMOVE suspended, contact_email$/);
  });

  it("takes a new plan to every active key in the same transaction", () => {
    const actions = changeAccountActions("table", before, { ...after, plan: "pro" });
    expect(actions.slice(1)).toEqual(
      before.activeKeyIds.map((keyId) => ({
        Update: {
          TableName: "table",
          Key: { pk: `KEY#${keyId}`, sk: "KEY" },
          ConditionExpression: "attribute_exists(pk) AND account_id = :account_id",
          UpdateExpression: "SET #plan = :plan REMOVE suspended",
          ExpressionAttributeNames: { "#plan": "plan" },
          ExpressionAttributeValues: { ":account_id": "acct_1", ":plan": "pro" },
        },
      })),
    );
  });

  it("takes a suspension to the account and every active key, and away again", () => {
    const suspended = { ...after, isSuspended: true };
    for (const { Update } of changeAccountActions("table", before, suspended)) {
      expect(Update?.UpdateExpression).toMatch(/, suspended = :suspended$/);
      expect(Update?.ExpressionAttributeValues).toMatchObject({ ":suspended": true });
    }
    const lifted = changeAccountActions("table", suspended, after);
    expect(lifted).toHaveLength(3);
    for (const { Update } of lifted) {
      expect(Update?.UpdateExpression).toMatch(/ REMOVE suspended$/);
      expect(Update?.ExpressionAttributeValues).not.toHaveProperty([":suspended"]);
    }
  });

  it("fits into one transaction with as many keys as an account can have", () => {
    const activeKeyIds = Array.from({ length: greatestMaxActiveKeys }, (_, key) => `key${key}`);
    const full = { ...before, contactEmail: "a@b", activeKeyIds };
    const changed = { ...after, contactEmail: "b@a", activeKeyIds, plan: "pro" };
    const actions = changeAccountActions("table", full, changed);
    // One more tells of it in the audit trail.
    expect(actions.length + 1).toBeLessThanOrEqual(100);
  });

  it("uses no reserved word as a name", () => {
    const change = { ...after, plan: "pro", name: "Acme", contactEmail: "a@b", isSuspended: true };
    for (const { Update } of changeAccountActions("table", before, change)) {
      const both = `${Update?.ConditionExpression} ${Update?.UpdateExpression}`;
      expect(reservedNamesIn(both)).toEqual([]);
    }
  });
});
