import { describe, expect, it } from "@jest/globals";
import type { AccountRecord } from "../../../../core/account/account-record.ts";
import { CorruptItemError } from "../../../../core/key/key-record.ts";
import { newAccountItem, parseAccountItem } from "../../../../core/store/account-item.ts";

const account: AccountRecord = {
  id: "acct_1",
  name: "Acme",
  contactEmail: "Ops@example.com",
  plan: "agency",
  maxActiveKeys: 25,
  isSuspended: false,
  metadata: { crm_id: "c-1042" },
  activeKeyIds: [],
  version: 1,
  createdAt: 1_800_000_000,
  updatedAt: 1_800_000_001,
  lastEventAtEpochMs: 1_800_000_001_999,
};
const item = newAccountItem(account);

describe("an account's item", () => {
  it("is read back as the same record, with and without a name", () => {
    expect(parseAccountItem(item)).toEqual(account);
    const nameless = { ...account, name: undefined };
    expect(newAccountItem(nameless)).not.toHaveProperty("name");
    expect(parseAccountItem(newAccountItem(nameless))).toEqual(nameless);
  });

  it("is where the table design says, and has no empty set, which DynamoDB refuses", () => {
    expect(item).toMatchObject({ pk: "ACCOUNT#acct_1", sk: "ACCOUNT" });
    expect(item).not.toHaveProperty("active_key_ids");
  });

  it("lists its active keys", () => {
    const { activeKeyIds } = parseAccountItem({ ...item, active_key_ids: new Set(["a", "b"]) });
    expect(activeKeyIds).toEqual(["a", "b"]);
  });

  it.each([
    ["account_id", [undefined, "", 1]],
    ["name", [1, null, ["canary"]]],
    ["plan", [undefined, "", 1]],
    ["max_active_keys", [undefined, 0, -1, 1.5, "25", Number.NaN]],
    ["metadata", [null, "canary", ["canary"]]],
    ["active_key_ids", [["canary"], "canary", new Set([1])]],
    ["version", [undefined, 0, 1.5, "1"]],
    ["created_at", [undefined, -1, 1.5, "canary"]],
    ["updated_at", [undefined, -1, 1.5, "canary"]],
    ["last_event_at_ms", [undefined, -1, 1.5, "canary"]],
  ])("is corrupt with a malformed %s; the fault names it, not its value", (attribute, values) => {
    for (const value of values) {
      const read = () => parseAccountItem({ ...item, [attribute]: value });
      expect(read).toThrow(CorruptItemError);
      expect(read).toThrow(new RegExp(`^account item: ${attribute}\\b.* missing or malformed$`));
      expect(read).not.toThrow("canary");
    }
  });
});
