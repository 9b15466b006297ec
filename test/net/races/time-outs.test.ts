import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type JsonResponse, noResponse, type Recorder } from "../history/recorder.ts";
import type { LinePlan } from "../support/faulty-line.ts";
import { type NetHouse, startNetHouse } from "../support/net-house.ts";
import {
  countOf,
  expectUnbroken,
  newKey,
  type RacedKey,
  startAfresh,
  times,
  whileDisturbed,
} from "./race-house.ts";

/*
 * Requests that run out of time while the table is slow, throttled or silent. What is answered 503 may
 * have been done by then, and is never done later: the changes that follow stand.
 */

let house: NetHouse;

beforeAll(async () => {
  house = await startNetHouse({ maxContainers: 8 });
});

afterAll(async () => {
  await house.stop();
});

/** What a caller of the public API waits at most, and what an operator does; both with a margin. */
const greatestWaitMs = { use: 5_000, change: 12_000 };

/** Repeatable throttling of three calls in four. */
function throttlingThreeInFour(): LinePlan {
  let calls = 0;
  return () => (calls++ % 4 === 3 ? undefined : "throttled");
}

const surroundings: readonly [string, () => LinePlan][] = [
  [
    "reads are slow and transactions conflict",
    () => (operation) => {
      if (operation === "TransactWriteItems") return "conflict";
      return operation === "GetItem" ? { delayMs: 1_900 } : undefined;
    },
  ],
  ["three calls in four are throttled", throttlingThreeInFour],
  ["the table is frozen", () => () => "frozen"],
  [
    "writes take effect, and no answer comes",
    () => (operation) => (operation === "TransactWriteItems" ? "unanswered" : undefined),
  ],
  ["every connection breaks after the effect", () => () => "lost-answer"],
];

/**
 * Changes of every kind, each of a key of its own, and uses beside them. They begin a little apart, so
 * that not all of them run out of time in the same moment.
 */
async function disturb(recorder: Recorder, keys: readonly RacedKey[]): Promise<JsonResponse[]> {
  const [patched, rotated, paused, revoked, used] = keys;
  const account = patched?.path.split("/keys/")[0] ?? "";
  const change =
    (method: string, path = "", body?: object) =>
    () =>
      within(greatestWaitMs.change, recorder.manage(method, path, body ? { body } : {}));
  const use = () => within(greatestWaitMs.use, recorder.use(used?.text ?? ""));
  const requests = [
    change("PATCH", patched?.path, { rate_limit_per_minute: 1 }),
    change("POST", `${rotated?.path}/rotate`, {}),
    change("PATCH", paused?.path, { is_active: false }),
    change("DELETE", revoked?.path),
    change("POST", `${account}/keys`, { name: "Unsure" }),
    change("PUT", account, { plan: "master", name: "Unsure" }),
    use,
    use,
    use,
  ];
  return times(requests.length, async (index) => {
    await new Promise((resolve) => setTimeout(resolve, 60 * index));
    return requests[index]?.() ?? noResponse;
  });
}

async function within(greatestMs: number, asking: Promise<JsonResponse>): Promise<JsonResponse> {
  const beganMs = performance.now();
  const answer = await asking;
  expect(performance.now() - beganMs).toBeLessThan(greatestMs);
  return answer;
}

it.each(surroundings)("leaves nothing to happen later where %s", async (_, plan) => {
  const recorder = await startAfresh(house);
  const keys = await Promise.all(Array.from({ length: 5 }, () => newKey(recorder)));
  let answers: JsonResponse[] = [];
  await whileDisturbed(house, recorder, plan(), async () => {
    answers = await disturb(recorder, keys);
  });
  for (const { status } of answers) expect([200, 201, 503]).toContain(status);

  // As in good times, at once and without a restart; and what is done now is what stands.
  const [patched, rotated, paused, , used] = keys;
  const path = patched?.path ?? "";
  const done = [
    await recorder.manage("PATCH", path, { body: { rate_limit_per_minute: 500 } }),
    await recorder.manage("PATCH", paused?.path ?? "", { body: { is_active: true } }),
    await recorder.manage("POST", `${rotated?.path}/rotate`, { body: {} }),
  ];
  expect(countOf(done)).toEqual({ 200: 2, 201: 1 });
  expect((await recorder.use(used?.text ?? "")).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 2_500));

  expect((await recorder.manage("GET", path)).json.rate_limit_per_minute).toBe(500);
  expect((await recorder.manage("GET", paused?.path ?? "")).json.is_active).toBe(true);
  expect((await recorder.use(done[2]?.json.key)).status).toBe(200);
  await expectUnbroken(house, recorder, keys);
});
