import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { JsonResponse, Recorder } from "../history/recorder.ts";
import { type NetHouse, startNetHouse } from "../support/net-house.ts";
import {
  countOf,
  expectUnbroken,
  newAccount,
  newKey,
  type RacedKey,
  startAfresh,
  times,
} from "./race-house.ts";

/*
 * Requests at the same moment whose answers decide on something that others of them change. Nothing
 * is wrong around the product, so none may be answered with a fault.
 */

const rounds = 12;
const callers = 12;
let house: NetHouse;

beforeAll(async () => {
  house = await startNetHouse({ maxContainers: 8 });
});

afterAll(async () => {
  await house.stop();
});

interface Repeated {
  readonly what: string;
  /** Prepares an account, and says how the one request is sent. */
  readonly prepare: (recorder: Recorder) => Promise<() => Promise<JsonResponse>>;
}

const once = { "idempotency-key": "once" };
const body = { name: "One of few" };

const repeated: readonly Repeated[] = [
  {
    what: "a create for the last place",
    async prepare(recorder) {
      const account = await newAccount(recorder, { max_active_keys: 1 });
      return () => recorder.manage("POST", `${account}/keys`, { body, headers: once });
    },
  },
  {
    what: "an import for the last place",
    async prepare(recorder) {
      const account = await newAccount(recorder, { max_active_keys: 1 });
      const sha256 = createHash("sha256").update(randomBytes(20)).digest("hex");
      return () => recorder.manage("POST", `${account}/keys/import`, { body: { ...body, sha256 } });
    },
  },
  {
    what: "a rotation",
    async prepare(recorder) {
      const { path } = await newKey(recorder);
      const parts = { body: { grace_period_seconds: 60 }, headers: once };
      return () => recorder.manage("POST", `${path}/rotate`, parts);
    },
  },
];

it.each(repeated)("does $what once, however often it is asked for at once", async ({ prepare }) => {
  const recorder = await startAfresh(house);
  const keys: RacedKey[] = [];
  for (let round = 0; round < rounds; round++) {
    const send = await prepare(recorder);
    const answers = await times(callers, send);
    expect(countOf(answers)).toEqual({ 201: 1, 200: callers - 1 });
    const ids = new Set(answers.map(({ json }) => json.id));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ json }) => "key" in json).length).toBeLessThanOrEqual(1);
    const [{ json }] = [await send()];
    keys.push({ id: json.id, path: `/accounts/${json.account_id}/keys/${json.id}`, text: "" });
  }
  await expectUnbroken(house, recorder, keys);
});

it("gives the last place to one of two requests, and the same answer to all that repeat it", async () => {
  const recorder = await startAfresh(house);
  const keys: RacedKey[] = [];
  for (let round = 0; round < rounds; round++) {
    const account = await newAccount(recorder, { max_active_keys: 1 });
    const answers = await times(callers, (caller) => {
      const headers = { "idempotency-key": caller % 2 === 0 ? "even" : "odd" };
      return recorder.manage("POST", `${account}/keys`, { body, headers });
    });
    const winners = answers.filter(({ status }) => status === 201 || status === 200);
    expect(countOf(answers)).toEqual({ 201: 1, 200: callers / 2 - 1, 409: callers / 2 });
    const id = winners[0]?.json.id;
    keys.push({ id, path: `${account}/keys/${id}`, text: "" });
  }
  await expectUnbroken(house, recorder, keys);
});

it("admits a good key while it is changed, and tells of the changes in their order", async () => {
  const recorder = await startAfresh(house);
  const keys: RacedKey[] = [];
  for (let round = 0; round < 4; round++) {
    const key = await newKey(recorder);
    keys.push(key);
    const account = key.path.split("/keys/")[0] ?? "";
    const uses = times(40, async (use) => {
      await new Promise((resolve) => setTimeout(resolve, 3 * use));
      return recorder.use(key.text);
    });
    const changes = await times(12, (change) => {
      if (change === 4) return recorder.manage("PUT", account, { body: { plan: "enterprise" } });
      const name = `${round} ${change}`;
      return recorder.manage("PATCH", key.path, {
        body: change % 3 === 0 ? { rate_limit_per_minute: 9_000 + change, name } : { name },
      });
    });
    expect(countOf(changes)).toEqual({ 200: 12 });
    expect(countOf(await uses)).toEqual({ 200: 40 });
    const { json } = await recorder.manage("GET", `${account}/events?limit=1`);
    const shown = (await recorder.manage("GET", key.path)).json;
    expect(json.data[0].changes.name?.after ?? shown.name).toBe(shown.name);
  }
  await expectUnbroken(house, recorder, keys);
});

it("keeps to one state where a key is revoked, rotated, paused and used at once", async () => {
  const recorder = await startAfresh(house);
  const keys: RacedKey[] = [];
  for (let round = 0; round < rounds; round++) {
    const key = await newKey(recorder);
    keys.push(key);
    const account = key.path.split("/keys/")[0] ?? "";
    const uses = times(24, () => recorder.use(key.text));
    const [revoked, ...others] = await Promise.all([
      recorder.manage("DELETE", key.path),
      recorder.manage("PATCH", key.path, { body: { is_active: false } }),
      recorder.manage("PATCH", key.path, { body: { rate_limit_per_minute: 5 } }),
      recorder.manage("POST", `${key.path}/rotate`, { body: { grace_period_seconds: 60 } }),
      recorder.manage("PUT", account, { body: { plan: "pro" } }),
      recorder.manage("PUT", account, { body: { plan: "master" } }),
    ]);
    expect(revoked.status).toBe(200);
    for (const { status } of others) expect([200, 201, 409]).toContain(status);
    for (const { status } of await uses) expect([200, 401, 403, 429]).toContain(status);
    expect((await recorder.use(key.text)).status).toBe(401);
  }
  await expectUnbroken(house, recorder, keys);
});
