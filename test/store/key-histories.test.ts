import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../core/admission/verdict.ts";
import { accountFaults } from "../support/account-faults.ts";
import { History, type KeyState, startCallers } from "../support/history.ts";
import { newKeyring } from "../support/keys.ts";
import { ManagementOnTable } from "../support/management-on-table.ts";
import { startTable, type TestTable } from "../support/table.ts";

/*
 * Uses of a key by several containers while it is changed, recorded and judged afterwards.
 * Reach: the embedded database on 127.0.0.1; the use cases and the key check, no HTTP.
 */

const keyring = newKeyring();
const containerCount = 4;
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
  accountId = `acct_${randomBytes(6).toString("hex")}`;
  await house.call("putAccount", { accountId, body: { plan: "agency" } });
});

type Verify = (token: string) => Promise<Verdict>;

function newContainers(): Verify[] {
  return Array.from({ length: containerCount }, () => house.container());
}

async function newKey(limit: number): Promise<{ id: string; key: string }> {
  const body = { name: "Test", rate_limit_per_minute: limit };
  return (await house.call("createKey", { accountId, body })).body;
}

/** Changes of one key, each with what it makes of its state. */
class KeyChanges {
  readonly #call: { accountId: string; keyId: string };
  /** Every secret that the key ever had. */
  readonly tokens: string[];

  constructor({ id, key }: { id: string; key: string }) {
    this.#call = { accountId, keyId: id };
    this.tokens = [key];
  }

  async update(body: object, state: Partial<KeyState>): Promise<Partial<KeyState>> {
    await expectOk(house.call("updateKey", { ...this.#call, body }));
    return state;
  }

  async plan(plan: string, isEligible: boolean): Promise<Partial<KeyState>> {
    await expectOk(house.call("putAccount", { accountId, body: { plan } }));
    return { isEligible };
  }

  async rotate(graceSeconds: number): Promise<Partial<KeyState>> {
    const body = { grace_period_seconds: graceSeconds };
    const answer = await expectOk(house.call("rotateKey", { ...this.#call, body }));
    const before = this.tokens.at(-1) ?? "";
    this.tokens.push(answer.body.key);
    return { tokens: graceSeconds > 0 ? [before, answer.body.key] : [answer.body.key] };
  }

  async revoke(): Promise<Partial<KeyState>> {
    await expectOk(house.call("revokeKey", this.#call));
    return { isRevoked: true };
  }
}

async function expectOk<T extends { status: number }>(answering: Promise<T>): Promise<T> {
  const answer = await answering;
  expect([200, 201]).toContain(answer.status);
  return answer;
}

function pastOf(epochMs: number, seconds: number): string {
  return new Date(epochMs + seconds * 1000).toISOString();
}

describe("a key in use by several containers", () => {
  it("is judged by each change from its answer on, and counted exactly", async () => {
    const issued = await newKey(5_000);
    const changes = new KeyChanges(issued);
    const history = new History({
      isActive: true,
      isRevoked: false,
      isExpired: false,
      isEligible: true,
      limit: 5_000,
      tokens: changes.tokens.slice(),
    });
    const wait = (seconds: number, state: Partial<KeyState>) => async () => {
      house.nowEpochMs += seconds * 1000;
      return state;
    };
    const callers = startCallers(history, newContainers(), 2, (verify, turn) =>
      history.use(verify, changes.tokens[turn % changes.tokens.length] ?? ""),
    );
    const steps: [string, () => Promise<Partial<KeyState>>][] = [
      ["pause", () => changes.update({ is_active: false }, { isActive: false })],
      ["a second", wait(1, {})],
      ["resume", () => changes.update({ is_active: true }, { isActive: true })],
      ["downgrade", () => changes.plan("pro", false)],
      ["upgrade", () => changes.plan("enterprise", true)],
      ["a higher limit", () => changes.update({ rate_limit_per_minute: 9_000 }, { limit: 9_000 })],
      ["a lower limit", () => changes.update({ rate_limit_per_minute: 7_000 }, { limit: 7_000 })],
      ["rotation", () => changes.rotate(0)],
      ["rotation with grace", () => changes.rotate(60)],
      ["the end of the grace", wait(60, { tokens: [] })],
      [
        "an expiry",
        () => changes.update({ expires_at: pastOf(house.nowEpochMs, 30) }, { isExpired: false }),
      ],
      ["the expiry's time", wait(30, { isExpired: true })],
      ["no expiry", () => changes.update({ expires_at: null }, { isExpired: false })],
      [
        "a pause and a name",
        () => changes.update({ is_active: false, name: "x" }, { isActive: false }),
      ],
      ["an end to both", () => changes.update({ is_active: true, name: "y" }, { isActive: true })],
      ["a minute", wait(61, {})],
      ["revocation", () => changes.revoke()],
      ["a day", wait(86_400, {})],
    ];
    try {
      for (const [what, run] of steps) {
        await callers.pass(12);
        await history.change(what, async () => {
          const state = await run();
          // A grace period ends for all but the newest secret.
          return state.tokens?.length === 0 ? { tokens: changes.tokens.slice(-1) } : state;
        });
      }
      await callers.pass(24);
    } finally {
      await callers.stop();
    }

    expect(history.faults()).toEqual([]);
    expect(history.admittedCount).toBeGreaterThan(50);
    const record = (await table.readKey(issued.id))?.record;
    expect(record?.totalRequests).toBe(history.admittedCount);
    expect(await accountFaults(table, accountId)).toEqual([]);
  });

  it.each(["pause", "revoke", "downgrade", "rotate"] as const)(
    "is not admitted after the answer to a %s that came among a hundred uses",
    async (how) => {
      for (let round = 0; round < 2; round++) {
        await house.call("putAccount", { accountId, body: { plan: "agency" } });
        const issued = await newKey(10_000);
        const changes = new KeyChanges(issued);
        const containers = newContainers();
        const inFlight = Array.from({ length: 100 }, (_, index) =>
          containers[index % containerCount]?.(issued.key),
        );
        const run = {
          pause: () => changes.update({ is_active: false }, {}),
          revoke: () => changes.revoke(),
          downgrade: () => changes.plan("free", false),
          rotate: () => changes.rotate(0),
        }[how];
        await run();
        const later = await Promise.all(containers.map((verify) => verify(issued.key)));
        const kind = how === "downgrade" ? "forbidden" : "invalid";
        expect(later.map((verdict) => verdict.kind)).toEqual(Array(containerCount).fill(kind));
        const settled = await Promise.all(inFlight);
        const admitted = settled.filter((verdict) => verdict?.kind === "admitted").length;
        expect((await table.readKey(issued.id))?.record.totalRequests).toBe(admitted);
      }
    },
  );

  it("gets exactly its limit while the limit moves", async () => {
    const issued = await newKey(20);
    const changes = new KeyChanges(issued);
    const containers = newContainers();
    const flood = async () => {
      const verdicts = await Promise.all(
        Array.from({ length: 60 }, (_, index) => containers[index % containerCount]?.(issued.key)),
      );
      return verdicts.filter((verdict) => verdict?.kind === "admitted").length;
    };
    const setLimit = (limit: number) => changes.update({ rate_limit_per_minute: limit }, {});

    expect(await flood()).toBe(20);
    await setLimit(30);
    // Until the end of the second the window may still be taken to be full.
    house.nowEpochMs += 1_000;
    expect(await flood()).toBe(10);
    await setLimit(10);
    expect(await flood()).toBe(0);
    house.nowEpochMs += 62_000;
    expect(await flood()).toBe(10);

    house.nowEpochMs += 62_000;
    const [during] = await Promise.all([flood(), setLimit(40), setLimit(15), setLimit(25)]);
    expect(during).toBeLessThanOrEqual(40);
    const { rateLimitPerMinute: final = 0 } = (await table.readKey(issued.id))?.record ?? {};
    house.nowEpochMs += 1_000;
    expect(during + (await flood())).toBe(Math.max(during, final));
    expect((await table.readKey(issued.id))?.record.totalRequests).toBe(
      40 + Math.max(during, final),
    );
    expect(await accountFaults(table, accountId)).toEqual([]);
  });
});
