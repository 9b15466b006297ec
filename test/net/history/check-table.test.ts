import { expect, it } from "@jest/globals";
import type { Json } from "./calls.ts";
import { tableFaults } from "./check-table.ts";

const pk = "ACCOUNT#a";
const digest = new Uint8Array(32);

/** An account with a key that was used once, as they are stored. */
function stored(change: (items: Record<string, Json>) => void = () => {}): Json[] {
  const items: Record<string, Json> = {
    listed: { pk: "ACCOUNTS", sk: "ACCOUNT#a" },
    account: {
      pk,
      sk: "ACCOUNT",
      account_id: "a",
      plan: "agency",
      max_active_keys: 25,
      metadata: {},
      version: 2,
      active_key_ids: new Set(["k"]),
    },
    place: { pk, sk: "KEY#0000000005000#k", version: 1, name: "Key", metadata: {} },
    key: {
      pk: "KEY#k",
      sk: "KEY",
      key_id: "k",
      account_id: "a",
      plan: "agency",
      is_active: true,
      created_at_ms: 5_000,
      version: 1,
      digest,
      total_requests: 1,
      t: 6,
      n: 1,
      d: [1, ...new Array(29).fill(0)],
      w: new Array(60).fill(0),
    },
    born: {
      pk,
      sk: "EVENT#01",
      event_id: "01",
      action: "account.created",
      actor: "operator",
      at_ms: 4_000,
      changes: { plan: { before: null, after: "agency" } },
    },
    made: {
      pk,
      sk: "EVENT#02",
      event_id: "02",
      action: "key.created",
      key_id: "k",
      actor: "operator",
      at_ms: 5_000,
      changes: { name: { before: null, after: "Key" } },
    },
  };
  change(items);
  return Object.values(items);
}

it("finds nothing where everything agrees", () => {
  expect(tableFaults(stored())).toEqual([]);
});

it.each<[string, (items: Record<string, Json>) => void]>([
  ["it is not listed", (items) => delete items.listed],
  ["its items exist without it", (items) => delete items.account],
  ["its list and its keys differ", (items) => delete items.place],
  [
    "its active ids are not its keys",
    (items) => {
      items.account = { ...items.account, active_key_ids: new Set(["other"]) };
    },
  ],
  [
    "key k is on plan pro",
    (items) => {
      items.key = { ...items.key, plan: "pro" };
    },
  ],
  [
    "it is revoked and yet active",
    (items) => {
      items.key = { ...items.key, revoked_at: 7 };
    },
  ],
  [
    "its window and its total disagree",
    (items) => {
      items.key = { ...items.key, n: 5 };
    },
  ],
  ["version 1, 0 changes told", (items) => delete items.made],
  [
    "version 2, 1 changes told",
    (items) => {
      items.key = { ...items.key, version: 2 };
    },
  ],
  [
    "name is Other, its trail ends with Key",
    (items) => {
      items.place = { ...items.place, name: "Other" };
    },
  ],
  [
    "times do not increase",
    (items) => {
      items.made = { ...items.made, at_ms: 1 };
    },
  ],
  [
    "is of no key",
    (items) => {
      items.request = { pk, sk: "IDEMPOTENCY#x", key_id: "gone" };
    },
  ],
  [
    "nobody knows what",
    (items) => {
      items.stray = { pk: "OTHER", sk: "x" };
    },
  ],
])("finds that %s", (fault, change) => {
  expect(tableFaults(stored(change)).join("\n")).toContain(fault);
});

it("finds a secret, whatever form it has there", () => {
  const secret = "S3cret".repeat(6);
  for (const name of [
    secret,
    Buffer.from(`xy${secret}z`).toString("base64"),
    Buffer.from(secret).toString("hex"),
  ]) {
    const items = [...stored(), { pk, sk: "KEY#0000000005000#k", note: name }];
    expect(tableFaults(items, [secret]).join("\n")).toMatch(/a secret is in the table, as/);
  }
  const binary = [
    ...stored(),
    { pk: "KEY#z", sk: "OTHER", digest: Uint8Array.from(Buffer.from(secret)) },
  ];
  expect(tableFaults(binary, [secret]).join("\n")).toContain("a secret is in the table, as text");
  expect(tableFaults(stored(), [secret])).toEqual([]);
});
