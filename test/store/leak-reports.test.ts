import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ulid } from "ulid";
import type { LeakResponse } from "../../core/config/config.ts";
import { assembleKey, defaultKeyPrefix } from "../../core/key/api-key.ts";
import { createAccounts } from "../../core/store/accounts.ts";
import { createKeys } from "../../core/store/keys.ts";
import { createReadKeyRecord } from "../../core/store/read-managed-key.ts";
import { createTableClient, type TableClient } from "../../core/store/table-client.ts";
import { Deadline } from "../../core/time/deadline.ts";
import { reportEndpoint } from "../../functions/management/report-endpoint.ts";
import { contractConfig } from "../support/contract-config.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { proxyEvent } from "../support/proxy-event.ts";
import { startTable, type TestTable } from "../support/table.ts";

/* Reach: the embedded database on 127.0.0.1; the use cases and the key check, no HTTP. */

const keyring = newKeyring();
let table: TestTable;
let house: ManagementOnTable;
let accountId: string;
let leaks: LeakResponse;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

beforeEach(async () => {
  house = new ManagementOnTable(table, keyring);
  accountId = await house.newAccount();
  leaks = "revoke";
});

interface Traffic {
  reads: number;
  writes: number;
}

/** Reports a key, and counts what that takes of the table. */
async function report(key: string): Promise<Traffic> {
  const traffic = { reads: 0, writes: 0 };
  const nowEpochMs = () => house.nowEpochMs;
  const deadline = new Deadline(30_000);
  const client = counted(
    createTableClient(table.client, deadline, { attemptTimeoutMs: 5_000, random: Math.random }),
    traffic,
  );
  const accounts = createAccounts(client, table.name, nowEpochMs);
  const event = proxyEvent({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key }),
  });
  try {
    const { statusCode } = await reportEndpoint(event, () => 0, {
      config: { ...contractConfig, leaks },
      keys: createKeys(client, table.name, accounts, nowEpochMs),
      readKeyRecord: createReadKeyRecord(client, table.name),
      keyring: async () => keyring,
      nowEpochMs,
      newEventId: ulid,
    });
    expect(statusCode).toBe(204);
  } finally {
    deadline.end();
  }
  return traffic;
}

function counted(client: TableClient, traffic: Traffic): TableClient {
  return {
    ...client,
    get: (input) => {
      traffic.reads++;
      return client.get(input);
    },
    transactWrite: (input) => {
      traffic.writes++;
      return client.transactWrite(input);
    },
  };
}

async function actions(): Promise<string[]> {
  return (await house.events(accountId)).map(({ action }) => action);
}

async function leakEvents(): Promise<number> {
  return (await actions()).filter((action) => action === "key.leaked").length;
}

describe("a reported key", () => {
  it("is revoked: its next request is refused, and its place is free", async () => {
    const { id, key } = await house.newKey(accountId);
    const verify = house.container();
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    await report(key);
    expect(await verify(key)).toMatchObject({ kind: "invalid" });
    const shown = await house.call("getKey", { accountId, keyId: id });
    expect(shown.body).toMatchObject({ is_active: false, revoked_at: "2027-01-15T08:00:00Z" });
    const account = await house.call("getAccount", { accountId });
    expect(account.body.api_keys).toEqual({ active: 0 });
    const [event] = await house.events(accountId);
    expect(event).toMatchObject({ action: "key.leaked", actor: null, source_ip: "192.0.2.1" });
  });

  it("is paused where that is configured, until an operator resumes it", async () => {
    leaks = "pause";
    const { id, key } = await house.newKey(accountId);
    const verify = house.container();
    await report(key);
    expect(await verify(key)).toMatchObject({ kind: "invalid" });
    const at = { accountId, keyId: id, body: { is_active: true } };
    const asUser = await house.call("updateKey", { ...at, user: accountId });
    expect(asUser).toMatchObject({ status: 409, body: { code: "paused_by_operator" } });
    await house.call("updateKey", at);
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
  });

  it("loses only its previous secret if that one was reported", async () => {
    const { id, key: old } = await house.newKey(accountId);
    const grace = { accountId, keyId: id, body: { grace_period_seconds: 600 } };
    const { key } = (await house.call("rotateKey", grace)).body;
    const verify = house.container();
    expect(await verify(old)).toMatchObject({ kind: "admitted" });
    await report(old);
    expect(await verify(old)).toMatchObject({ kind: "invalid" });
    expect(await verify(key)).toMatchObject({ kind: "admitted" });
    await report(old);
    expect(await leakEvents()).toBe(1);
  });
});

describe("what a report costs", () => {
  it("is one read for an unknown key and for a wrong secret alike, and no write", async () => {
    const { id } = await house.newKey(accountId);
    const secret = "0".repeat(32);
    for (const unknown of [id, id.split("").reverse().join("")]) {
      const { text } = assembleKey(unknown, secret, defaultKeyPrefix);
      expect(await report(text)).toEqual({ reads: 1, writes: 0 });
    }
  });

  it("is nothing for what is no key, and no write once the key has ended", async () => {
    const { key } = await house.newKey(accountId);
    expect(await report(`${key.slice(0, -1)}_`)).toEqual({ reads: 0, writes: 0 });
    house.nowEpochMs += 1_000;
    expect(await report(key)).toEqual({ reads: 3, writes: 1 });
    expect(await report(key)).toEqual({ reads: 1, writes: 0 });
  });
});

describe("at the same time", () => {
  it("as 20 others, a report ends the key once and leaves one event", async () => {
    const { key } = await house.newKey(accountId);
    await Promise.all(Array.from({ length: 20 }, () => report(key)));
    expect(await leakEvents()).toBe(1);
    expect(await house.container()(key)).toMatchObject({ kind: "invalid" });
  });

  it("as a revocation, either ends the key, and only one of them tells", async () => {
    for (let round = 0; round < 8; round++) {
      const { id, key } = await house.newKey(accountId);
      const revocation = house.call("revokeKey", { accountId, keyId: id });
      const [{ status }] = await Promise.all([revocation, report(key)]);
      expect(status).toBe(200);
    }
    const ends = (await actions()).filter((action) => /leaked|revoked/.test(action));
    expect(ends).toHaveLength(8);
  });

  it("as a rotation, the reported secret ends and the new one only with it", async () => {
    for (let round = 0; round < 8; round++) {
      const { id, key: old } = await house.newKey(accountId);
      const body = { grace_period_seconds: 600 };
      const [rotated] = await Promise.all([
        house.call("rotateKey", { accountId, keyId: id, body }),
        report(old),
      ]);
      const verify = house.container();
      expect(await verify(old)).toMatchObject({ kind: "invalid" });
      // Reported first, the key was revoked and could not be rotated.
      const kind = rotated.status === 201 ? "admitted" : "invalid";
      if (rotated.status !== 201) expect(rotated.body.code).toBe("key_revoked");
      expect(await verify(rotated.body.key ?? old)).toMatchObject({ kind });
    }
  });

  it("as requests of the key, none is admitted after the answer", async () => {
    const { key } = await house.newKey(accountId, { rate_limit_per_minute: 10_000 });
    const verify = house.container();
    let isAnswered = false;
    const late: string[] = [];
    const use = async () => {
      for (let request = 0; request < 20; request++) {
        const isLate = isAnswered;
        const { kind } = await verify(key);
        if (isLate) late.push(kind);
      }
    };
    const users = Array.from({ length: 5 }, use);
    await report(key);
    isAnswered = true;
    await Promise.all(users);
    late.push((await verify(key)).kind);
    expect(new Set(late)).toEqual(new Set(["invalid"]));
  });
});
