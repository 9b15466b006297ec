import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { accountFaults } from "../support/account-faults.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";

/*
 * What the audit trail and the lists say of changes that are made at once, by clocks that differ.
 * Reach: the embedded database on 127.0.0.1; the use cases, no HTTP.
 */

const keyring = newKeyring();
let table: TestTable;
let house: ManagementOnTable;
let accountId: string;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

beforeEach(async () => {
  house = new ManagementOnTable(table, keyring);
  accountId = await house.newAccount();
});

interface DescribedChange {
  readonly id: string;
  readonly created_at: string;
  readonly changes: Record<string, { before: unknown; after: unknown }>;
}

async function trail(): Promise<DescribedChange[]> {
  return (await house.call("listEvents", { accountId, query: { limit: "100" } })).body.data;
}

/** Another container of the same function, whose clock is so far from this one's. */
function containerWithClock(aheadMs: number): ManagementOnTable {
  const other = new ManagementOnTable(table, keyring);
  other.nowEpochMs = house.nowEpochMs + aheadMs;
  return other;
}

describe("the audit trail", () => {
  it("has the last of two changes made at once as its newest event", async () => {
    const { id } = await house.newKey(accountId);
    for (let round = 0; round < 20; round++) {
      const containers = [house, containerWithClock(0)];
      house.nowEpochMs += 7;
      await Promise.all(
        containers.map((container, index) => {
          const body = { name: `Round ${round}, ${index}` };
          return container.call("updateKey", { accountId, keyId: id, body });
        }),
      );
      const { name } = (await house.call("getKey", { accountId, keyId: id })).body;
      const [newest, before] = await trail();
      expect(newest?.changes.name).toEqual({ before: before?.changes.name?.after, after: name });
    }
  });

  it.each([-90_000, 90_000])(
    "is in the order of the changes of a key and its account, one clock being %d ms off",
    async (aheadMs) => {
      const other = containerWithClock(aheadMs);
      const { id } = await other.newKey(accountId);
      const [one, two] = [house, other];
      const expected: string[] = [];
      for (let change = 0; change < 6; change++) {
        const container = change % 2 === 0 ? one : two;
        const name = `Change ${change}`;
        if (change < 4) {
          await container.call("updateKey", { accountId, keyId: id, body: { name } });
        } else {
          await container.call("putAccount", { accountId, body: { plan: "agency", name } });
        }
        expected.unshift(name);
      }
      const told = await trail();
      expect(told.slice(0, 6).map(({ changes }) => changes.name?.after)).toEqual(expected);
      expect(told.map(({ id }) => id)).toEqual(
        told
          .map(({ id }) => id)
          .sort()
          .toReversed(),
      );
      expect(await accountFaults(table, accountId)).toEqual([]);
    },
  );

  it("takes changes of many keys of one account at once, all of them", async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => house.newKey(accountId)));
    const answers = await Promise.all(
      keys.map(({ id }, index) =>
        house.call("updateKey", { accountId, keyId: id, body: { name: `Key ${index}` } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 200));
    expect(await accountFaults(table, accountId)).toEqual([]);
  });
});

describe("the list of keys", () => {
  it("has those newest first that were created within one second, or one moment", async () => {
    const names = Array.from({ length: 6 }, (_, index) => `n${index + 1}`);
    for (const [index, name] of names.entries()) {
      house.nowEpochMs += index % 2;
      await house.newKey(accountId, { name });
    }
    const { body } = await house.call("listKeys", { accountId });
    const listed: { name: string; created_at: string }[] = body.data;
    expect(listed.map(({ name }) => name)).toEqual(names.toReversed());
    expect(new Set(listed.map(({ created_at }) => created_at)).size).toBe(1);
  });
});

describe("at the cap of active keys", () => {
  beforeEach(async () => {
    const body = { plan: "agency", max_active_keys: 1 };
    await house.call("putAccount", { accountId, body });
  });

  it("identical creations at once all get the one key that they made", async () => {
    for (let round = 0; round < 6; round++) {
      const call = {
        accountId,
        body: { name: "Once" },
        headers: { "Idempotency-Key": `order-${round}` },
      };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => house.call("createKey", call)),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([...new Array(19).fill(200), 201]);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      const [first] = answers;
      await house.call("revokeKey", { accountId, keyId: first?.body.id });
    }
  });

  it("another request for the last place is refused", async () => {
    await house.newKey(accountId);
    const answer = await house.call("createKey", { accountId, body: { name: "Second" } });
    expect(answer).toMatchObject({ status: 409, body: { code: "active_key_limit_reached" } });
  });

  it("identical imports at once all get the one key that they made", async () => {
    for (let round = 0; round < 6; round++) {
      const sha256 = createHash("sha256").update(randomBytes(20)).digest("hex");
      const call = { accountId, body: { sha256, name: "Old key" } };
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => house.call("importKey", call)),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([...new Array(9).fill(200), 201]);
      const [first] = answers;
      await house.call("revokeKey", { accountId, keyId: first?.body.id });
    }
  });
});
