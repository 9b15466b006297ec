import type { Bearer, Recorder } from "../history/recorder.ts";
import type { NetHouse } from "../support/net-house.ts";

/** The target of an exercise. Each part has a separate account. */
interface Exercise {
  readonly house: NetHouse;
  readonly recorder: Recorder;
  /** Signs in as whoever owns an account. */
  readonly signIn: (accountId: string) => Promise<Bearer>;
}

interface Key {
  readonly path: string;
  readonly text: string;
}

const exercisedAccounts = ["used", "judged", "changed", "broken", "capped", "owned", "ruled"];

/**
 * A short run in which every promise could be broken: keys are raced for, changed at once, judged at
 * every turn of their lives, and changed while the line to the table is down.
 */
export async function exercise(exercise: Exercise): Promise<void> {
  await raceForUses(exercise);
  await judgeAtEveryTurn(exercise);
  await changeAtOnce(exercise);
  await changeWhileBroken(exercise);
  await raceForPlaces(exercise);
  await reachForOthers(exercise);
  await useUnderRules(exercise);
  for (const account of exercisedAccounts) await listEverything(exercise.recorder, account);
  await listAll(exercise.recorder, "/accounts?limit=2");
}

async function newAccount(recorder: Recorder, account: string, fields: object = {}): Promise<void> {
  await recorder.manage("PUT", `/accounts/${account}`, { body: { plan: "agency", ...fields } });
}

async function newKey(recorder: Recorder, account: string, limit: number): Promise<Key> {
  const body = { name: "Key", rate_limit_per_minute: limit };
  const { json } = await recorder.manage("POST", `/accounts/${account}/keys`, { body });
  return { path: `/accounts/${account}/keys/${json.id}`, text: json.key };
}

function times<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

/** Many callers at once, and again just before and just after their first minute has passed. */
async function raceForUses({ house, recorder }: Exercise): Promise<void> {
  await newAccount(recorder, "used");
  const key = await newKey(recorder, "used", 6);
  await recorder.use(key.text);
  await times(14, () => recorder.use(key.text));
  for (let round = 0; round < 4; round++) {
    house.clock.advance(120_000);
    putClockTo(house, 400);
    const second = Math.floor(house.clock.nowMs() / 1000);
    await times(8, () => recorder.use(key.text));
    // The second is the sixtieth after, and yet it is less than 60 s later.
    house.clock.advance((second + 60) * 1000 + 10 - house.clock.nowMs());
    await times(3, () => recorder.use(key.text));
    house.clock.advance(2_000);
    await times(3, () => recorder.use(key.text));
  }
}

/** Puts the clock forward to so many milliseconds after a whole second. */
function putClockTo({ clock }: NetHouse, ms: number): void {
  clock.advance((1_000 + ms - (clock.nowMs() % 1_000)) % 1_000);
}

async function judgeAtEveryTurn({ house, recorder }: Exercise): Promise<void> {
  await newAccount(recorder, "judged");
  const key = await newKey(recorder, "judged", 500);
  const use = (text = key.text) => times(2, () => recorder.use(text));
  const change = async (body: object) => {
    await recorder.manage("PATCH", key.path, { body });
    await use();
  };
  await use();
  await change({ is_active: false });
  await change({ is_active: true });
  await recorder.manage("PUT", "/accounts/judged", { body: { plan: "pro" } });
  await use();
  await recorder.manage("PUT", "/accounts/judged", { body: { plan: "master", name: "Judged" } });
  await use();
  await change({ expires_at: new Date(house.clock.nowMs() + 5_000).toISOString() });
  house.clock.advance(6_000);
  await use();
  await change({ expires_at: null });
  const rotate = async (grace: number) => {
    const body = { grace_period_seconds: grace };
    return (await recorder.manage("POST", `${key.path}/rotate`, { body })).json.key;
  };
  const second = await rotate(30);
  await Promise.all([use(), use(second)]);
  house.clock.advance(31_000);
  await Promise.all([use(), use(second)]);
  const third = await rotate(0);
  await Promise.all([use(second), use(third)]);
  await Promise.all([times(12, () => recorder.use(third)), recorder.manage("DELETE", key.path)]);
  await use(third);
  await recorder.manage("DELETE", key.path);
  await recorder.manage("PATCH", key.path, { body: { is_active: true } });
}

async function changeAtOnce({ recorder }: Exercise): Promise<void> {
  await newAccount(recorder, "changed");
  const key = await newKey(recorder, "changed", 500);
  for (let round = 0; round < 4; round++) {
    await times(4, (index) =>
      recorder.manage("PATCH", key.path, { body: { name: `${round} ${index}` } }),
    );
    await recorder.manage("PATCH", key.path, { body: { rate_limit_per_minute: 500 + round } });
    await recorder.manage("GET", key.path);
  }
  // Some within one second, the last of them paused.
  for (let made = 0; made < 4; made++) await newKey(recorder, "changed", 5);
  const last = await newKey(recorder, "changed", 5);
  await recorder.manage("PATCH", last.path, { body: { is_active: false } });
}

/** A change with a 503 response may have been made by then, but is not made later. */
async function changeWhileBroken({ house, recorder }: Exercise): Promise<void> {
  await newAccount(recorder, "broken");
  const key = await newKey(recorder, "broken", 500);
  await recorder.use(key.text);
  for (const fault of ["internal-error", "lost-answer"] as const) {
    await recorder.disturbed(async () => {
      house.line.disturb((operation) => (operation === "TransactWriteItems" ? fault : undefined));
      await recorder.manage("PATCH", key.path, { body: { name: fault } });
      house.line.mend();
    });
    await recorder.manage("PATCH", key.path, { body: { name: `after ${fault}` } });
    // Time enough for whatever was left behind.
    await pause(500);
    await recorder.manage("GET", key.path);
  }
  await recorder.disturbed(async () => {
    house.line.disturb(() => "refused");
    await recorder.use(key.text);
    house.line.mend();
  });
  await recorder.use(key.text);
}

async function raceForPlaces({ house, recorder }: Exercise): Promise<void> {
  await newAccount(recorder, "capped", { max_active_keys: 1 });
  const path = "/accounts/capped/keys";
  const body = { name: "The only one" };
  for (let round = 0; round < 3; round++) {
    // All of them have read how many keys there are before the first is written.
    house.line.disturb((call) => (call === "TransactWriteItems" ? { delayMs: 120 } : undefined));
    await times(4, async (index) => {
      await pause(index * 5);
      await recorder.manage("POST", path, { body });
    });
    house.line.mend();
    const { json } = await recorder.manage("GET", `${path}?is_active=true`);
    for (const { id } of json.data) await recorder.manage("DELETE", `${path}/${id}`);
  }
  const headers = { "idempotency-key": "the last place" };
  await times(6, () => recorder.manage("POST", path, { body, headers }));
  await recorder.manage("POST", path, { body, headers });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Users on their own account and on another's, and callers without any credential. */
async function reachForOthers({ recorder, signIn }: Exercise): Promise<void> {
  await newAccount(recorder, "owned");
  const other = await newKey(recorder, "broken", 5);
  const bearer = await signIn("owned");
  const own = "/accounts/owned";
  const { json } = await recorder.manage("POST", `${own}/keys`, { bearer, body: { name: "Mine" } });
  for (const limit of [60, 61]) {
    const body = { rate_limit_per_minute: limit };
    await recorder.manage("PATCH", `${own}/keys/${json?.id}`, { bearer, body });
  }
  await recorder.manage("PUT", own, { bearer, body: { plan: "enterprise" } });
  await recorder.manage("GET", "/accounts", { bearer });
  for (const path of ["/accounts/broken", "/accounts/broken/keys", "/accounts/broken/events"]) {
    await recorder.manage("GET", path, { bearer });
  }
  await recorder.manage("GET", other.path, { bearer });
  await recorder.manage("PATCH", other.path, { bearer, body: { name: "Taken" } });
  await recorder.manage("DELETE", other.path, { bearer });
  await recorder.manage("GET", own, { bearer: { as: "nobody" } });
  await recorder.manage("GET", own, { bearer: { as: "key", text: other.text } });
  await recorder.use(`${other.text.slice(0, -1)}x`);
  await recorder.send("GET", "/api/v1/models");
}

/** Every way to a verdict; a server that asks for its caller names the address of one. */
const ways = [
  "/api/v1/models",
  "/api/v1/verify?ip=203.0.113.7&scope=models:read",
  "/embedded?ip=203.0.113.7&scope=models:read",
  "/gateway/goods",
] as const;

/** Scopes that change, costs that fill the limit, and a quota that is used up on two days. */
async function useUnderRules({ house, recorder }: Exercise): Promise<void> {
  await newAccount(recorder, "ruled");
  const key = await newKey(recorder, "ruled", 10);
  const change = (body: object) => recorder.manage("PATCH", key.path, { body });
  for (const scopes of [["models:read"], [], ["account:read"], null]) {
    await recorder.use(key.text);
    await change({ scopes });
    await recorder.use(key.text);
  }
  await changeAddressesAndSuspend(recorder, key);
  house.clock.advance(120_000);
  for (let uses = 0; uses < 5; uses++) await recorder.use(key.text, "/api/v1/verify?cost=4");
  house.clock.advance(120_000);
  await change({ quotas: { day: 3, total: 100 } });
  for (let day = 0; day < 2; day++) {
    for (let uses = 0; uses < 5; uses++) await recorder.use(key.text);
    house.clock.advance(86_400_000);
  }
}

async function changeAddressesAndSuspend(recorder: Recorder, { path }: Key): Promise<void> {
  await recorder.manage("PATCH", path, { body: { rate_limit_per_minute: 500 } });
  const [account = ""] = path.split("/keys/");
  const { json } = await recorder.manage("POST", `${account}/keys`, {
    body: { name: "Everywhere" },
  });
  const everywhere = { path: `${account}/keys/${json.id}`, text: String(json.key) };
  const use = async () => {
    for (const way of ways) await recorder.use(everywhere.text, way);
  };
  for (const allowed_ips of [["127.0.0.1"], ["203.0.113.0/24"], ["198.51.100.1"], null]) {
    await recorder.manage("PATCH", everywhere.path, { body: { allowed_ips } });
    await use();
  }
  for (const is_suspended of [true, false]) {
    await recorder.manage("PUT", account, { body: { is_suspended } });
    await use();
  }
  await recorder.manage("PATCH", path, { body: { rate_limit_per_minute: 10 } });
}

/** Lists are read to their end, at several page sizes. */
async function listEverything(recorder: Recorder, account: string): Promise<void> {
  const path = `/accounts/${account}`;
  for (const query of ["limit=1", "limit=2", "limit=3", "limit=100", "is_active=true&limit=2"]) {
    await listAll(recorder, `${path}/keys?${query}`);
  }
  await listAll(recorder, `${path}/events?limit=7`);
  await listAll(recorder, `${path}/events?limit=100`);
  await recorder.manage("GET", path);
}

async function listAll(recorder: Recorder, target: string): Promise<void> {
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    cursor = (await recorder.manage("GET", target + next)).json?.next_cursor ?? null;
  } while (cursor !== null);
}
