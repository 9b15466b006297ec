import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { LeakResponse } from "../../../core/config/config.ts";
import { assembleKey, defaultKeyPrefix, issueKey } from "../../../core/key/api-key.ts";
import { foreignKeyId } from "../../../core/key/foreign-key.ts";
import type { ImportedKeys } from "../../../core/key/imported-keys.ts";
import type { ManagedKey } from "../../../core/key/managed-key.ts";
import { digestKey, type Keyring, unpeppered } from "../../../core/key/pepper.ts";
import { leakReporter } from "../../../core/management/report-leak.ts";
import { reportEndpoint } from "../../../functions/management/report-endpoint.ts";
import { newKey, newKeyring } from "../../support/keys.ts";
import { ManagementHouse, nowEpochSeconds } from "../../support/management-house.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const atNow = new Date(nowEpochSeconds * 1000).toISOString().replace(".000", "");

class LeakHouse extends ManagementHouse {
  reads = 0;
  importedKeys: ImportedKeys = "none";
  leaks: LeakResponse = "revoke";
  waitSeconds = 0;
  readonly fetchedPeppers: (string | undefined)[] = [];
  /** The keyring that Secrets Manager has by now, if it is newer. */
  newerKeyring: Keyring | undefined;

  constructor() {
    super();
    this.addAccount();
  }

  add(overrides: Partial<ManagedKey> = {}) {
    const { key, record } = newKey(this.keyring, overrides);
    this.keys.set(record.id, record);
    return { text: key.text, id: record.id };
  }

  recordOf(id: string): ManagedKey {
    const record = this.keys.get(id);
    if (!record) throw new Error("no such key");
    return record;
  }

  report(body: unknown, headers: Record<string, string> = {}) {
    const event = proxyEvent({
      method: "POST",
      resource: "/leaks/report",
      headers: { "Content-Type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return reportEndpoint(event, () => this.waitSeconds, {
      ...this.ports,
      config: { ...this.config, importedKeys: this.importedKeys, leaks: this.leaks },
      readKeyRecord: async (keyId) => {
        this.reads++;
        return this.keys.get(keyId);
      },
      keyring: async (version) => {
        if (version === undefined || this.keyring.peppers.has(version)) return this.keyring;
        this.fetchedPeppers.push(version);
        return this.newerKeyring ?? this.keyring;
      },
    });
  }

  async reported(text: string): Promise<void> {
    expect(await this.report({ key: text })).toMatchObject({ statusCode: 204, body: "" });
  }
}

const nobody = { origin: { actor: undefined, sourceIp: "192.0.2.1", requestId: "request-1" } };

describe("a report of a whole key", () => {
  it("revokes it, and one event without an actor shows what ended", async () => {
    const house = new LeakHouse();
    const { text, id } = house.add();
    await house.reported(text);
    expect(house.recordOf(id)).toMatchObject({ isActive: false, revokedAt: nowEpochSeconds });
    expect(house.events).toMatchObject([
      {
        ...nobody,
        action: "key.leaked",
        keyId: id,
        changes: {
          is_active: { before: true, after: false },
          revoked_at: { before: null, after: atNow },
        },
      },
    ]);
    expect(JSON.stringify(house.events)).not.toContain(text.slice(-38));
  });

  it.each<[string, Partial<ManagedKey>]>([
    ["a paused", { isActive: false, pausedBy: { type: "user", subject: "u" } }],
    ["an expired", { expiresAt: nowEpochSeconds - 1 }],
    ["a suspended", { isSuspended: true }],
  ])("revokes %s one, too", async (_, overrides) => {
    const house = new LeakHouse();
    const { text, id } = house.add(overrides);
    await house.reported(text);
    expect(house.recordOf(id).revokedAt).toBe(nowEpochSeconds);
    expect(house.events).toHaveLength(1);
  });

  it("ends the secret before it as well", async () => {
    const house = new LeakHouse();
    const old = newKey(house.keyring).record.digest;
    const validUntil = nowEpochSeconds + 60;
    const previous = { digest: old, validUntil, lastUsedAt: undefined };
    const { text, id } = house.add({ previous });
    await house.reported(text);
    expect(house.recordOf(id).previous).toBeUndefined();
  });

  it("changes and tells nothing when repeated", async () => {
    const house = new LeakHouse();
    const { text, id } = house.add();
    await house.reported(text);
    const after = house.recordOf(id);
    await house.reported(text);
    expect(house.recordOf(id)).toEqual(after);
    expect(house.events).toHaveLength(1);
  });

  it("reaches imported keys", async () => {
    const house = new LeakHouse();
    house.importedKeys = { prefix: "old_" };
    const text = `old_${randomBytes(16).toString("hex")}`;
    const bytes = createHash("sha256").update(text).digest();
    const { id } = house.add({
      id: foreignKeyId(bytes),
      digest: { pepperVersion: unpeppered, bytes },
    });
    await house.reported(text);
    expect(house.recordOf(id).revokedAt).toBe(nowEpochSeconds);
  });

  it("fetches a pepper that the container does not know yet", async () => {
    const house = new LeakHouse();
    house.newerKeyring = newKeyring("v2", ["v1", "v2"]);
    const key = issueKey(randomBytes, defaultKeyPrefix);
    const digest = digestKey(key.text, house.newerKeyring);
    if (!digest) throw new Error("no digest");
    const { id } = house.add({ id: key.id, digest });
    await house.reported(key.text);
    expect(house.recordOf(id).revokedAt).toBe(nowEpochSeconds);
    expect(house.fetchedPeppers).toEqual(["v2"]);
  });
});

describe("a report of a previous secret", () => {
  function rotated(house: LeakHouse, validUntil: number) {
    const old = newKey(house.keyring);
    const current = house.add();
    const key = assembleKey(current.id, old.key.text.slice(-38, -6), defaultKeyPrefix);
    const digest = digestKey(key.text, house.keyring);
    if (!digest) throw new Error("no digest");
    house.store.change(current.id, { previous: { digest, validUntil, lastUsedAt: undefined } });
    return { ...current, oldText: key.text };
  }

  it.each<LeakResponse>(["revoke", "pause"])("ends it alone (%s)", async (leaks) => {
    const house = new LeakHouse();
    house.leaks = leaks;
    const { id, oldText } = rotated(house, nowEpochSeconds + 60);
    await house.reported(oldText);
    await house.reported(oldText);
    expect(house.recordOf(id)).toMatchObject({
      isActive: true,
      revokedAt: undefined,
      previous: undefined,
      version: 2,
      updatedAt: nowEpochSeconds,
    });
    expect(house.events.map(({ action, changes }) => [action, Object.keys(changes)])).toEqual([
      ["key.leaked", ["previous_secret_expires_at"]],
    ]);
  });

  it("does nothing once its grace period has ended", async () => {
    const house = new LeakHouse();
    const { id, oldText } = rotated(house, nowEpochSeconds);
    await house.reported(oldText);
    expect(house.recordOf(id).version).toBe(1);
    expect(house.events).toEqual([]);
  });
});

describe("with leaks: pause", () => {
  const userPause = { type: "user", subject: leakReporter.subject } as const;

  it.each<[string, Partial<ManagedKey>]>([
    ["an active", {}],
    ["a key paused by its user", { isActive: false, pausedBy: userPause }],
    [
      "a key paused by an operator",
      { isActive: false, pausedBy: { ...userPause, type: "operator", subject: undefined } },
    ],
  ])("%s is paused as by an operator, once", async (_, overrides) => {
    const house = new LeakHouse();
    house.leaks = "pause";
    const { text, id } = house.add(overrides);
    await house.reported(text);
    await house.reported(text);
    expect(house.recordOf(id)).toMatchObject({
      isActive: false,
      revokedAt: undefined,
      pausedBy: leakReporter,
      version: 2,
      updatedAt: nowEpochSeconds,
    });
    expect(house.events).toHaveLength(1);
    expect(house.events[0]?.changes.paused_by?.after).toEqual({
      type: "operator",
      subject: "leak-report",
    });
  });

  it("is resumed by an operator, not by the user", async () => {
    const house = new LeakHouse();
    house.leaks = "pause";
    const { text, id } = house.add();
    await house.reported(text);
    const route = "PATCH /manage/v1/accounts/{account_id}/keys/{id}";
    const at = { pathParameters: { account_id: "acct_1", id } };
    const user = { actor: "user", subject: leakReporter.subject, accountId: "acct_1" };
    const resume = '{"is_active":true}';
    const refused = await house.send(route, resume, { ...at, authorizer: user });
    expect(JSON.parse(refused.body).code).toBe("paused_by_operator");
    expect((await house.send(route, resume, at)).statusCode).toBe(200);
    await house.reported(text);
    expect(house.recordOf(id).isActive).toBe(false);
  });
});

describe("a report of what is no key", () => {
  const made = issueKey(randomBytes, defaultKeyPrefix).text;
  const changed = made.slice(0, -1) + (made.endsWith("0") ? "1" : "0");

  it.each([
    ["nothing", ""],
    ["a prefix", made.slice(0, 16)],
    ["a key with a wrong checksum", changed],
    ["a key with a space", ` ${made}`],
    ["another product's key", `other_${made.slice(8)}`],
    ["a long text", "x".repeat(8_000)],
  ])("reads nothing for %s", async (_, text) => {
    const house = new LeakHouse();
    await house.reported(text);
    expect([house.reads, house.events]).toEqual([0, []]);
  });

  it("costs one read for an unknown key, and one for a wrong secret", async () => {
    const house = new LeakHouse();
    await house.reported(made);
    expect(house.reads).toBe(1);
    const { id } = house.add();
    const secret = "0".repeat(32);
    await house.reported(assembleKey(id, secret, defaultKeyPrefix).text);
    expect(house.reads).toBe(2);
    expect(house.recordOf(id).version).toBe(1);
    expect(house.events).toEqual([]);
  });
});

it("a key that is gone just before the change is left at that", async () => {
  const house = new LeakHouse();
  const { text, id } = house.add();
  house.store.concurrentChange = () => house.keys.delete(id);
  await house.reported(text);
  expect([house.reads, house.events]).toEqual([1, []]);
});

describe("a rotation just before the change", () => {
  it("leaves the new secret alone", async () => {
    const house = new LeakHouse();
    const { text, id } = house.add();
    const { digest } = newKey(house.keyring).record;
    house.store.concurrentChange = () => house.store.change(id, { digest, version: 2 });
    await house.reported(text);
    expect(house.recordOf(id)).toMatchObject({ isActive: true, version: 2 });
    expect(house.events).toEqual([]);
  });

  it("leaves the new secret alone, and ends the old one's grace period", async () => {
    const house = new LeakHouse();
    const { text, id } = house.add();
    const { digest } = house.recordOf(id);
    const previous = { digest, validUntil: nowEpochSeconds + 60, lastUsedAt: undefined };
    house.store.concurrentChange = () => {
      const fresh = newKey(house.keyring).record.digest;
      house.store.change(id, { digest: fresh, previous, version: 2 });
    };
    await house.reported(text);
    expect(house.recordOf(id)).toMatchObject({ isActive: true, previous: undefined, version: 3 });
  });
});

describe("a body", () => {
  it.each([
    ["{}", "key: must be the whole key, as text"],
    ['{"key":7}', "key: must be the whole key, as text"],
    ["[]", "body: must be an object"],
    ["null", "body: must be an object"],
    ["{", "body: must be JSON"],
    ['{"key":"x","url":"y"}', 'body: unknown field "url"'],
  ])("%s is refused", async (body, message) => {
    const refusal = await new LeakHouse().refusal(new LeakHouse().report(body));
    expect(refusal).toEqual({ status: 400, message });
  });

  it("over 8 KiB or of another type is refused", async () => {
    const house = new LeakHouse();
    const long = await house.refusal(house.report({ key: "x".repeat(9_000) }));
    expect(long.status).toBe(413);
    const text = await house.refusal(house.report("{}", { "Content-Type": "text/plain" }));
    expect(text.status).toBe(415);
  });
});

it("an address over its budget is told to wait, before its body is looked at", async () => {
  const house = new LeakHouse();
  house.waitSeconds = 7;
  const { text, id } = house.add();
  for (const body of [{ key: text }, "{"]) {
    expect(await house.report(body)).toEqual({
      statusCode: 429,
      headers: { "Content-Type": "application/json", "Retry-After": "7" },
      body: '{"error":"Too many requests"}',
    });
  }
  expect([house.reads, house.recordOf(id).version]).toEqual([0, 1]);
});
