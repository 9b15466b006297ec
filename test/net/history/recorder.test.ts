import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../../local/start.ts";
import { describeExchange } from "./exchange.ts";
import { Recorder } from "./recorder.ts";

let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
});

afterAll(async () => {
  await latchkey.stop();
});

function newRecorder(): Recorder {
  return new Recorder({ baseUrl: latchkey.url, operatorToken: latchkey.operatorToken });
}

it("records what was asked, when, and what was answered, and names keys instead of showing them", async () => {
  const recorder = newRecorder();
  await recorder.manage("PUT", "/accounts/recorded", { body: { plan: "agency" } });
  const made = await recorder.manage("POST", "/accounts/recorded/keys", { body: { name: "A" } });
  const used = await recorder.use(made.json.key);
  expect(used.status).toBe(200);

  const { exchanges } = recorder.history();
  expect(exchanges.map(({ answered }) => answered?.status)).toEqual([201, 201, 200]);
  expect(exchanges[2]?.asked.credential).toEqual({ kind: "key", keyId: made.json.id, secret: 1 });
  for (const { startMs, endMs } of exchanges) expect(endMs).toBeGreaterThan(startMs);
  const asked = JSON.stringify(exchanges.map((one) => [one.asked, describeExchange(one)]));
  expect(asked).not.toContain(made.json.key);
  expect(asked).not.toContain(latchkey.operatorToken);
});

it("records a request without an answer as one that may have been carried out", async () => {
  const recorder = new Recorder({ baseUrl: "http://127.0.0.1:9", operatorToken: "none" });
  expect((await recorder.manage("PUT", "/accounts/nowhere")).status).toBe(0);
  expect(recorder.history().exchanges[0]?.answered).toBeUndefined();
});

it.each([
  [499, 0],
  [500, 1],
])(
  "takes a request of %i ms for %i in which a call may have been repeated",
  async (tookMs, slow) => {
    let nowMs = 0;
    const recorder = new Recorder({
      baseUrl: latchkey.url,
      operatorToken: latchkey.operatorToken,
      nowMs: () => {
        nowMs += tookMs;
        return nowMs;
      },
    });
    await recorder.send("GET", "/api/openapi.json");
    expect(recorder.slowRequests).toBe(slow);
    const disturbances = slow === 1 ? [{ startMs: tookMs, endMs: 2 * tookMs }] : [];
    expect(recorder.history().disturbances).toEqual(disturbances);
  },
);
