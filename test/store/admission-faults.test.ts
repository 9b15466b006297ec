import { randomBytes } from "node:crypto";
import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Verdict } from "../../core/admission/verdict.ts";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../core/key/api-key.ts";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { keyItemFormat } from "../../core/key/key-record.ts";
import type { Keyring } from "../../core/key/pepper.ts";
import { createAdmit } from "../../core/store/admit.ts";
import { keyItemKey } from "../../core/store/item-keys.ts";
import { hotItem } from "../../core/store/key-item.ts";
import { createReadKey } from "../../core/store/read-key.ts";
import { authorizerCall } from "../support/authorizer-call.ts";
import { contractConfig, contractPlans } from "../support/contract-config.ts";
import { type CallFault, callFaults, faultyCall } from "../support/faulty-call.ts";
import { newKey, newKeyring, newMemory, withDetails } from "../support/keys.ts";
import { expectExactLimit, type LoggedRequest } from "../support/request-log.ts";
import { startTable, type TestTable } from "../support/table.ts";
import { createVerifier } from "../support/verifier.ts";

/*
 * What the authorizer makes of a table, or a secret, that fails before or after the effect.
 * Reach: the embedded database on 127.0.0.1, through the authorizer's own client.
 */

const keyring = newKeyring();
let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});

afterAll(async () => {
  await table.stop();
});

/** Containers on one clock; what the table counted is on record, and faults are the test's to set. */
class Containers {
  nowEpochMs = 1_800_000_000_000;
  /** Taken by the calls to come, in their order. */
  faults: (CallFault | undefined)[] = [];
  readKeyring: () => Promise<Keyring> = async () => keyring;
  readonly log: LoggedRequest[] = [];

  /** Every request that the table counted, whether its caller got to know or not. */
  get counted(): number {
    return this.log.filter(({ isAdmitted }) => isAdmitted).length;
  }

  create(): (token: string) => Promise<Verdict | "fault"> {
    const call = authorizerCall(table.endpoint);
    const counting: typeof call = async (operation, input, deadline) => {
      const atEpochMs = this.nowEpochMs;
      const answer = await call(operation, input, deadline);
      if (operation === "UpdateItem") this.log.push({ isAdmitted: true, atEpochMs });
      return answer;
    };
    const unreliable = faultyCall(counting, () => this.faults.shift());
    const verify = createVerifier({
      admit: createAdmit(table.name, unreliable, contractPlans),
      readKey: createReadKey(table.name, unreliable),
      keyring: () => this.readKeyring(),
      nowEpochMs: () => this.nowEpochMs,
      memory: newMemory(),
      config: contractConfig,
    });
    return async (token) => {
      const atEpochMs = this.nowEpochMs;
      const verdict = await verify(token).catch(() => "fault" as const);
      if (verdict !== "fault" && verdict.kind === "limited") {
        this.log.push({ isAdmitted: false, atEpochMs });
      }
      return verdict;
    };
  }
}

async function stored(change: Partial<KeyRecord> = {}) {
  const issued = newKey(keyring, change);
  await table.put(issued.record);
  return issued;
}

const permanent = ["throttled", "refused", "lost-answer"] as const;

describe.each(permanent)("a table whose answer is %s", (fault) => {
  it("refuses nobody as invalid, admits nobody, and is forgotten when it is over", async () => {
    const containers = new Containers();
    const verify = containers.create();
    const { key } = await stored();
    // Met by a container that does not know the key, in the same second, in a later one, after a
    // minute, and after a day.
    for (const pauseMs of [0, 0, 2_000, 120_000, 86_400_000]) {
      containers.nowEpochMs += pauseMs;
      containers.faults = [fault];
      expect(await verify(key.text)).toBe("fault");
      expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
    }
    const record = (await table.readKey(key.id))?.record;
    expect(record?.totalRequests).toBe(containers.counted);
  });

  it("admits neither a stranger nor who was let go, then or later", async () => {
    const containers = new Containers();
    const verify = containers.create();
    const good = await stored();
    const revoked = await stored({ isActive: false, revokedAt: 1_700_000_000 });
    const strangers = [
      issueKey(randomBytes, defaultKeyPrefix),
      issueKeyFor(good.key.id, randomBytes, defaultKeyPrefix),
      revoked.key,
    ];
    for (const { text } of strangers) {
      containers.faults = [fault, fault];
      expect(await verify(text)).toBe("fault");
      expect(await verify(text)).toBe("fault");
      expect(await verify(text)).toMatchObject({ kind: "invalid" });
    }
    expect(await verify(good.key.text)).toMatchObject({ kind: "admitted" });
  });

  it("does not stand between a caller and a change of the key", async () => {
    const containers = new Containers();
    const verify = containers.create();
    const { key } = await stored({ rateLimitPerMinute: 3 });
    expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
    const set = async (UpdateExpression: string, values: Record<string, unknown>) => {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyItemKey(key.id),
          UpdateExpression,
          ExpressionAttributeValues: values,
        }),
      );
      containers.faults = [fault];
      expect(await verify(key.text)).toBe("fault");
      return verify(key.text);
    };
    expect(await set("SET is_active = :v", { ":v": false })).toMatchObject({ kind: "invalid" });
    const resumed = await set("SET is_active = :v, rate_limit = :l", {
      ":v": true,
      ":l": 10,
    });
    expect(resumed).toMatchObject({ kind: "admitted", allowance: { limit: 10 } });
    const lowered = await set("SET rate_limit = :l", { ":l": 1 });
    expect(lowered).toMatchObject({ kind: "limited", allowance: { limit: 1 } });
  });
});

describe("the limit under faults", () => {
  const step = fc.record({
    container: fc.nat(2),
    pauseMs: fc.oneof(fc.constant(0), fc.nat(3_000), fc.nat(30_000)),
    faults: fc.array(fc.option(fc.constantFrom(...callFaults), { nil: undefined }), {
      maxLength: 3,
    }),
  });

  it("holds to the request, counting those whose answer was lost", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
        const limit = 4;
        const containers = new Containers();
        const verifiers = [containers.create(), containers.create(), containers.create()];
        const { key } = await stored({ rateLimitPerMinute: limit });
        let admitted = 0;
        for (const { container, pauseMs, faults } of steps) {
          containers.nowEpochMs += pauseMs;
          containers.faults = [...faults];
          const verdict = await verifiers[container]?.(key.text);
          if (verdict === "fault") continue;
          expect(verdict?.kind).not.toBe("invalid");
          if (verdict?.kind === "admitted") admitted++;
        }
        expectExactLimit(containers.log, limit);
        expect(admitted).toBeLessThanOrEqual(containers.counted);
        const record = (await table.readKey(key.id))?.record;
        expect(record?.totalRequests).toBe(containers.counted);
      }),
      { numRuns: 25 },
    );
  });

  it("is not passed by rivals whose answers are lost in the same second", async () => {
    const containers = new Containers();
    const verifiers = Array.from({ length: 4 }, () => containers.create());
    const { key } = await stored({ rateLimitPerMinute: 30 });
    containers.faults = Array.from({ length: 200 }, (_, index) => callFaults[index % 7]);
    const verdicts = await Promise.all(
      Array.from({ length: 120 }, (_, index) => verifiers[index % 4]?.(key.text)),
    );
    const admitted = verdicts.filter((it) => it !== "fault" && it?.kind === "admitted").length;
    expect(containers.counted).toBeLessThanOrEqual(30);
    expect(admitted).toBeLessThanOrEqual(containers.counted);
    expect((await table.readKey(key.id))?.record.totalRequests).toBe(containers.counted);
  });
});

it("takes a key on a plan that is not configured for ineligible, until it is moved", async () => {
  const containers = new Containers();
  const verify = containers.create();
  const { key, record } = await stored();
  await table.put({ ...record, plan: "platinum" });
  for (const container of [containers.create(), verify]) {
    expect(await container(key.text)).toMatchObject({ kind: "forbidden", reason: "plan" });
    expect(await container(key.text)).toMatchObject({ kind: "forbidden", reason: "plan" });
  }
  await table.put(record);
  expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
});

describe("a corrupt item", () => {
  const corruptions: Record<string, object> = {
    "no limit": { rate_limit: undefined },
    "a limit that is no count": { rate_limit: -1 },
    "no plan": { plan: undefined },
    "a format newer than this version": { format: keyItemFormat + 1 },
    "a digest of another length": { digest: new Uint8Array(16) },
    "a text for a state": { is_active: "true" },
  };

  it.each(Object.entries(corruptions))(
    "with %s lets nobody in and is a fault, until it is mended",
    async (_, corruption) => {
      const containers = new Containers();
      const verify = containers.create();
      const { key, record } = await stored();
      expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
      const known = (await table.readKey(key.id))?.record;
      if (!known) throw new Error("the key is gone");
      const entries = Object.entries({ ...hotItem(withDetails(known)), ...corruption });
      const Item = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
      for (const container of [containers.create(), verify]) {
        containers.nowEpochMs += 120_000;
        expect(await container(key.text)).toBe("fault");
      }
      await table.put(record);
      for (const container of [containers.create(), verify]) {
        expect(await container(key.text)).toMatchObject({ kind: "admitted" });
      }
    },
  );
});

describe("an item of another version", () => {
  async function storedWith(attributes: object) {
    const containers = new Containers();
    const { key, record } = await stored();
    const Item = { ...hotItem(record), ...attributes };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    return { key, containers };
  }

  it("is as good as ever with attributes that this one does not know, whatever their type", async () => {
    const { key, containers } = await storedWith({
      x_text: "text",
      x_number: 1.5,
      x_bytes: new Uint8Array([1]),
      x_nothing: null,
      x_map: { deep: { list: [1, { more: true }] } },
      x_texts: new Set(["a"]),
      x_numbers: new Set([1]),
      x_list: [{ a: new Set(["b"]) }],
    });
    const verify = containers.create();
    for (let uses = 0; uses < 3; uses++) {
      expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
      containers.nowEpochMs += 120_000;
    }
  });

  it("is not eligible on a plan that this one does not know, and is no fault", async () => {
    const { key, containers } = await storedWith({ plan: "platinum" });
    const verify = containers.create();
    for (let uses = 0; uses < 2; uses++) {
      expect(await verify(key.text)).toMatchObject({
        kind: "forbidden",
        reason: "plan",
        caller: { plan: "platinum" },
      });
    }
  });
});

it("lets nobody in while the pepper is out of reach at the start, and everybody after", async () => {
  const containers = new Containers();
  const { key } = await stored();
  containers.readKeyring = async () => Promise.reject(new Error("out of reach"));
  const verify = containers.create();
  for (const token of [key.text, issueKey(randomBytes, defaultKeyPrefix).text]) {
    expect(await verify(token)).toBe("fault");
  }
  expect(await verify("junk")).toMatchObject({ kind: "invalid" });
  containers.readKeyring = async () => keyring;
  expect(await verify(key.text)).toMatchObject({ kind: "admitted" });
});
