import { describe, expect, it } from "@jest/globals";
import type { AccountRecord } from "../../../../core/account/account-record.ts";
import { rulesAt } from "../../../../core/key/key-rules.ts";
import { coldItem, hotItem, policyItem } from "../../../../core/store/key-item.ts";
import {
  addActiveKeyAction,
  putKeyActions,
  revokedKeyActions,
} from "../../../../core/store/key-writes.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { reservedNamesIn } from "../../../support/reserved-words.ts";

const now = 1_800_000_000_123;
const { record } = newKey(newKeyring(), { plan: "pro", createdAtEpochMs: now });
const account: AccountRecord = {
  id: "acct_1",
  name: undefined,
  contactEmail: undefined,
  plan: "pro",
  maxActiveKeys: 25,
  isSuspended: false,
  metadata: {},
  activeKeyIds: [],
  version: 1,
  createdAt: 1_700_000_000,
  updatedAt: 1_700_000_000,
  lastEventAtEpochMs: 1_700_000_000_000,
};

describe("creating a key", () => {
  it("puts the key and its place in the list, and replaces neither", () => {
    expect(putKeyActions("table", record)).toEqual([
      {
        Put: {
          TableName: "table",
          Item: hotItem(record),
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
      {
        Put: {
          TableName: "table",
          Item: coldItem(record),
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
    ]);
  });

  it("counts it under the cap, and only while the account is on the plan that the key was given", () => {
    expect(addActiveKeyAction("table", record, account, now)).toEqual({
      Update: {
        TableName: "table",
        Key: { pk: "ACCOUNT#acct_1", sk: "ACCOUNT" },
        ConditionExpression:
          "attribute_exists(pk) AND #plan = :plan AND attribute_not_exists(suspended) AND " +
          "(attribute_not_exists(active_key_ids) OR size(active_key_ids) < max_active_keys)" +
          " AND last_event_at_ms < :event_at_ms",
        UpdateExpression:
          "SET last_event_at_ms = :event_at_ms ADD active_key_ids :key_ids, version :one",
        ExpressionAttributeNames: { "#plan": "plan" },
        ExpressionAttributeValues: {
          ":plan": "pro",
          ":key_ids": new Set([record.id]),
          ":one": 1,
          ":event_at_ms": now,
        },
      },
    });
  });
});

describe("creating a key with rules", () => {
  it("puts them beside the key, in the same transaction", () => {
    const rules = rulesAt(1, { scopes: [], allowedIps: undefined, quotas: { day: 5 } });
    const withRules = { ...record, ...rules };
    const puts = putKeyActions("table", withRules).map(({ Put }) => Put?.Item);
    expect(puts).toEqual([hotItem(withRules), coldItem(withRules), policyItem(withRules)]);
    expect(policyItem(withRules)).toMatchObject({
      policy_version: 1,
      scopes: [],
      quotas: { day: 5 },
    });
  });
});

describe("creating a key of a suspended account", () => {
  it("counts it only while the account is suspended", () => {
    const suspended = { ...account, isSuspended: true };
    const key = { ...record, isSuspended: true };
    const { Update } = addActiveKeyAction("table", key, suspended, now);
    expect(Update?.ConditionExpression).toContain(" AND attribute_exists(suspended) AND ");
    expect(reservedNamesIn(`${Update?.ConditionExpression}`)).toEqual([]);
  });
});

describe("revoking a key", () => {
  it("moves it from the account's active ones to those revoked of late, for 31 days", () => {
    expect(revokedKeyActions("table", record, 1_800_000_000, now)).toEqual([
      {
        Update: {
          TableName: "table",
          Key: { pk: "ACCOUNT#acct_1", sk: "ACCOUNT" },
          ConditionExpression: "attribute_exists(pk) AND last_event_at_ms < :event_at_ms",
          UpdateExpression:
            "SET last_event_at_ms = :event_at_ms DELETE active_key_ids :key_ids ADD version :one",
          ExpressionAttributeValues: {
            ":key_ids": new Set([record.id]),
            ":one": 1,
            ":event_at_ms": now,
          },
        },
      },
      {
        Put: {
          TableName: "table",
          Item: {
            pk: "ACCOUNT#acct_1",
            sk: `REVOKED#1800000000#${record.id}`,
            ttl: 1_800_000_000 + 31 * 86_400,
          },
        },
      },
    ]);
  });
});

describe("every write of a key", () => {
  it("uses no reserved word as a name", () => {
    const actions = [
      ...putKeyActions("table", record),
      addActiveKeyAction("table", record, account, now),
      ...revokedKeyActions("table", record, 1_800_000_000, now),
    ];
    for (const { Put, Update } of actions) {
      const { ConditionExpression = "", UpdateExpression } = {
        UpdateExpression: "",
        ...Put,
        ...Update,
      };
      expect(reservedNamesIn(`${ConditionExpression} ${UpdateExpression}`)).toEqual([]);
    }
  });
});
