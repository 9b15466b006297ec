import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { buildHouse } from "./built-house.ts";
import { type NetHouse, startNetHouse } from "./net-house.ts";

let house: NetHouse;

beforeAll(async () => {
  house = await startNetHouse();
});

afterAll(async () => {
  await house.stop();
});

async function newKey(accountId: string) {
  const recorder = house.newRecorder();
  await recorder.manage("PUT", `/accounts/${accountId}`, { body: { plan: "agency" } });
  const made = await recorder.manage("POST", `/accounts/${accountId}/keys`, {
    body: { name: "A", rate_limit_per_minute: 1 },
  });
  return { recorder, made };
}

it("goes by a clock that can be put forward", async () => {
  const { recorder, made } = await newKey("clock");
  expect((await recorder.use(made.json.key)).status).toBe(200);
  expect((await recorder.use(made.json.key)).status).toBe(429);
  house.clock.advance(61_000);
  expect((await recorder.use(made.json.key)).status).toBe(200);
  const { json } = await recorder.manage("GET", `/accounts/clock/keys/${made.json.id}`);
  const [created, used] = [made.json.created_at, json.last_used_at].map(Date.parse);
  expect(Number(used) - Number(created)).toBeGreaterThanOrEqual(60_000);
});

it("goes on after its containers were replaced, with nothing remembered", async () => {
  const { recorder, made } = await newKey("restart");
  const before = house.line.calls.length;
  await recorder.use(made.json.key);
  await house.latchkey.recycle();
  expect((await recorder.use(made.json.key)).status).toBe(429);
  // What a container reads while it starts is among these.
  expect(house.line.calls.slice(before).map(({ operation }) => operation)).toContain("Query");
});

it.each(["throttled", "internal-error", "refused", "lost-answer"] as const)(
  "has a line on which every call is %s until it is mended",
  async (fault) => {
    const { recorder, made } = await newKey(`line-${fault}`);
    house.line.disturb(() => fault);
    expect((await recorder.use(made.json.key)).status).toBe(503);
    house.line.mend();
    expect([200, 429]).toContain((await recorder.use(made.json.key)).status);
  },
);

it("says which planted bug does not find its place any more", async () => {
  const patches = [{ file: "functions/models.ts", find: "no such text", replace: "" }];
  const plant = { name: "moved", patches };
  await expect(buildHouse({ plant, webhookUrl: "http://127.0.0.1/" })).rejects.toThrow(
    'The plant "moved" finds its text 0 times in functions/models.ts.',
  );
});
