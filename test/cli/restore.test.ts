import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type CreatedKey,
  callModels,
  manage,
  newAccount,
  newKeyOf,
} from "../gateway/support/operator.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { startRefusingDatabase } from "./support/refusing-database.ts";
import { snapshot } from "./support/restored-table.ts";
import { runTool } from "./support/run-tool.ts";

/*
 * The drill of docs/restore.md: a table is lost, its copy from before some changes is adopted, and each
 * key has to be judged as if nothing had happened. Reach: the local run and its database.
 */

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const restored = "latchkey-restored";
const dataDir = mkdtempSync(join(tmpdir(), "latchkey-restore-"));
let run: FindableRun;
let oldTable: string;
let since: string;
let [account, upgraded, downgraded, suspended, freed] = ["", "", "", "", ""];
const keys: Record<string, CreatedKey> = {};
/** The report of the restore before the switch. */
// biome-ignore lint/suspicious/noExplicitAny: parts of results are compared.
let report: any;

const restore = (environment: Readonly<Record<string, string>>, ...words: string[]) =>
  runTool("latchkey", ["restore", "--table", restored, "--json", ...words], environment);

function key(name: string): CreatedKey {
  const found = keys[name];
  if (!found) throw new Error(`there is no key ${name}`);
  return found;
}

async function make(name: string, owner: string, fields: object = {}): Promise<void> {
  keys[name] = await newKeyOf(run, owner, { name, ...fields });
}

async function patch(name: string, body: object, owner = account): Promise<void> {
  const path = `/accounts/${owner}/keys/${key(name).id}`;
  const { status, text } = await manage(run, "PATCH", path, body);
  if (status !== 200) throw new Error(`${name}: ${status} ${text}`);
}

async function rotate(name: string, as: string): Promise<void> {
  const path = `/accounts/${account}/keys/${key(name).id}/rotate`;
  const { json } = await manage(run, "POST", path, { grace_period_seconds: 86_400 });
  keys[as] = { id: json.id, key: json.key };
}

async function reportLeak({ key: text }: CreatedKey): Promise<void> {
  await fetch(`${run.url}/api/leaks/report`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key: text }),
  });
}

const names = [
  "untouched",
  "revoked",
  "paused",
  "resumed",
  "scoped",
  "address",
  "quota",
  "limit",
  "rotated",
  "rotated and leaked",
  "leaked",
  "ended",
  "rotated before",
];

beforeAll(async () => {
  run = await startFindable({ dataDir });
  oldTable = run.tableName;
  account = await newAccount(run, "enterprise");
  upgraded = await newAccount(run, "free");
  downgraded = await newAccount(run, "agency");
  suspended = await newAccount(run, "agency");
  freed = await newAccount(run, "agency");
  for (const name of names) await make(name, account);
  await make("upgraded", upgraded);
  await make("downgraded", downgraded);
  await make("suspended", suspended);
  await make("freed", freed);
  await manage(run, "PUT", `/accounts/${freed}`, { is_suspended: true });
  await patch("resumed", { is_active: false });
  await rotate("ended", "ended, new");
  await rotate("rotated before", "rotated before, new");

  since = new Date().toISOString();
  await snapshot(run.dynamodbEndpoint, oldTable, restored);

  await manage(run, "DELETE", `/accounts/${account}/keys/${key("revoked").id}`);
  await patch("paused", { is_active: false });
  await patch("resumed", { is_active: true });
  await patch("scoped", { scopes: ["account:read"] });
  await patch("address", { allowed_ips: ["203.0.113.0/24"] });
  await patch("quota", { quotas: { day: 1 } });
  await patch("limit", { rate_limit_per_minute: 7, note: "Restored", metadata: { crm: "c-1" } });
  await rotate("rotated", "rotated, new");
  await rotate("rotated and leaked", "rotated and leaked, new");
  await reportLeak(key("rotated and leaked"));
  await reportLeak(key("leaked"));
  await patch("ended", { previous_secret: null });
  await manage(run, "PUT", `/accounts/${upgraded}`, { plan: "enterprise", name: "Example Ltd" });
  await manage(run, "PUT", `/accounts/${downgraded}`, { plan: "free" });
  await manage(run, "PUT", `/accounts/${suspended}`, { is_suspended: true });
  await manage(run, "PUT", `/accounts/${freed}`, { is_suspended: false });
  await make("created", account);
  const since2 = await newAccount(run, "agency");
  await make("created with its account", since2);
});

afterAll(async () => {
  await run.stop();
  rmSync(dataDir, { recursive: true });
});

const idsOf = (rows: readonly { readonly key_id: string }[]) =>
  rows.map((row) => row.key_id).sort();
const idsNamed = (...wanted: string[]) => wanted.map((name) => key(name).id).sort();

it("says what it wants before it does anything", async () => {
  const unconfirmed = await restore(run.environment, "--since", since);
  expect([unconfirmed.exitCode, unconfirmed.stdout]).toEqual([2, ""]);
  expect(unconfirmed.stderr).toContain(`from ${oldTable} onto ${restored}?`);
  expect(unconfirmed.stderr).toContain("--yes");
  const own = await runTool("latchkey", ["restore", "--table", oldTable], run.environment);
  expect([own.exitCode, own.stderr]).toEqual([2, expect.stringContaining("--from")]);
  const undated = await restore(run.environment, "--yes");
  expect([undated.exitCode, undated.stderr]).toEqual([2, expect.stringContaining("--since")]);
  const future = await restore(run.environment, "--yes", "--since", "2999-01-01T00:00:00Z");
  expect([future.exitCode, future.stderr]).toEqual([2, expect.stringContaining("not be later")]);
  const missing = await runTool(
    "latchkey",
    ["restore", "--table", "none", "--yes"],
    run.environment,
  );
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining("no table none")]);
});

it("only shows what it would do with --dry-run", async () => {
  const dry = await restore(run.environment, "--since", since, "--dry-run");
  expect(dry.exitCode).toBe(0);
  expect(dry.json).toMatchObject({ dry_run: true, stream_arn: null });
  expect(dry.json.settings).toEqual(["time to live", "index of keys that expire", "stream"]);
  expect(idsOf(dry.json.keys_paused)).toEqual(idsNamed("rotated", "rotated and leaked"));
  const again = await restore(run.environment, "--since", since, "--dry-run");
  expect(again.json).toEqual(dry.json);
});

it("goes on where it was interrupted, and lists what people have to do", async () => {
  const database = await startRefusingDatabase(run.dynamodbEndpoint, 9);
  const runFile = join(run.environment.LATCHKEY_RUN_DIR ?? "", "run.json");
  const directory = mkdtempSync(join(tmpdir(), "latchkey-refused-"));
  const found = JSON.parse(readFileSync(runFile, "utf8"));
  found.endpoints.dynamodb = database.url;
  writeFileSync(join(directory, "run.json"), JSON.stringify(found));
  const refused = await restore({ LATCHKEY_RUN_DIR: directory }, "--since", since, "--yes");
  expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("AccessDenied")]);
  await database.stop();
  rmSync(directory, { recursive: true });

  const done = await restore(run.environment, "--since", since, "--yes");
  expect([done.exitCode, done.stderr]).toEqual([0, expect.stringContaining("--allow-table")]);
  report = done.json;
  expect(report.settings).toEqual([]);
  expect(report.stream_arn).toContain(`:table/${restored}/stream/`);
  expect(idsOf(report.keys_paused)).toEqual(idsNamed("rotated", "rotated and leaked"));
  expect(idsOf(report.keys_lost)).toEqual(idsNamed("created", "created with its account"));
  expect(report.keys_lost[0]).toMatchObject({ name: expect.stringMatching(/^created/) });
  expect(
    report.keys_leaked.map((row: Record<string, string>) => [row.key_id, row.outcome]),
  ).toEqual(
    expect.arrayContaining([
      [key("leaked").id, "revoked"],
      [key("rotated and leaked").id, "previous secret ended"],
    ]),
  );

  const again = await restore(run.environment, "--since", since, "--yes");
  expect(again.json).toMatchObject({ events_copied: 0, changes: [], faults: [] });
  expect(again.json.keys_lost).toEqual(report.keys_lost);
});

describe("on the restored table", () => {
  const published: { readonly id: string }[] = [];

  beforeAll(async () => {
    await run.stop();
    const own = fileURLToPath(new URL("../../latchkey.config.ts", import.meta.url));
    const table = { name: restored, streamArn: report.stream_arn };
    const configFile = join(dataDir, "latchkey.config.ts");
    writeFileSync(
      configFile,
      `import config from ${JSON.stringify(own)};
const { dev } = config.stages;
export default { ...config, stages: { dev: { ...dev, table: ${JSON.stringify(table)} } } };
`,
    );
    const onEvent = (event: unknown) => void published.push(Object(event));
    run = await startFindable({ dataDir, configFile, onEvent });
  });

  const statusOf = async (name: string) => (await callModels(run, key(name).key)).status;

  it.each([
    ["untouched", 200],
    ["revoked", 401],
    ["paused", 401],
    ["resumed", 200],
    ["scoped", 403],
    ["address", 403],
    ["limit", 200],
    ["rotated", 401],
    ["rotated, new", 401],
    ["rotated and leaked", 401],
    ["rotated and leaked, new", 401],
    ["leaked", 401],
    ["ended", 401],
    ["ended, new", 200],
    ["rotated before", 200],
    ["rotated before, new", 200],
    ["upgraded", 200],
    ["downgraded", 403],
    ["suspended", 403],
    ["freed", 200],
    ["created", 401],
    ["created with its account", 401],
  ])("the key %s gets %d", async (name, status) => {
    expect(run.tableName).toBe(restored);
    expect(await statusOf(name)).toBe(status);
  });

  it("quotas, limits and what people read are as they were", async () => {
    expect(await statusOf("quota")).toBe(200);
    expect(await statusOf("quota")).toBe(429);
    const path = `/accounts/${account}/keys/${key("limit").id}`;
    const { json } = await manage(run, "GET", path);
    expect(json).toMatchObject({
      rate_limit_per_minute: 7,
      note: "Restored",
      metadata: { crm: "c-1" },
    });
    const { json: owner } = await manage(run, "GET", `/accounts/${upgraded}`);
    expect(owner).toMatchObject({ plan: "enterprise", name: "Example Ltd" });
  });

  it("the trail has all events in their order, and says what was replayed", async () => {
    const { json } = await manage(run, "GET", `/accounts/${account}/events?limit=100`);
    const sequences: number[] = json.data.map(({ sequence }: { sequence: number }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((one, other) => other - one));
    const of = (name: string) =>
      json.data.filter((event: { key_id: string }) => event.key_id === key(name).id);
    expect(of("revoked")).toMatchObject(
      [
        { action: "key.revoked", actor: { subject: "restore" }, request_id: /^restore-/ },
        { action: "key.revoked", actor: { type: "operator", subject: null } },
        { action: "key.created" },
      ].map((event) => ({ ...event, request_id: expect.any(String) })),
    );
    expect(of("rotated")).toMatchObject([
      { changes: { paused_by: { after: { type: "operator", subject: "restore" } } } },
      { action: "key.rotated" },
      { action: "key.created" },
    ]);
    expect(of("untouched")).toMatchObject([{ action: "key.created" }]);
  });

  it("publishes the events that it got", async () => {
    const { json } = await manage(run, "GET", `/accounts/${account}/events`);
    const [latest] = json.data;
    const isPublished = () => published.some(({ id }) => id === latest.id);
    for (let tries = 0; tries < 100 && !isPublished(); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(isPublished()).toBe(true);
  });

  it("a rotated key works again by a new secret, and a further restore leaves it alone", async () => {
    const { id } = key("rotated");
    const early = await restore(run.environment, "--since", since, "--from", oldTable, "--yes");
    expect(early.json).toMatchObject({ changes: [], events_copied: 0 });
    const words = ["keys", "rotate", id, "--grace", "0", "--yes", "--json"];
    const rotated = await runTool("latchkey", words, run.environment);
    expect(rotated.exitCode).toBe(0);
    await runTool("latchkey", ["keys", "resume", id], run.environment);
    keys["rotated, newest"] = { id, key: rotated.json.key };
    const late = await restore(run.environment, "--since", since, "--from", oldTable, "--yes");
    expect(late.json).toMatchObject({ changes: [], events_copied: 0, faults: [] });
    expect(idsOf(late.json.keys_paused)).toEqual(idsNamed("rotated and leaked"));
    expect(await statusOf("rotated, newest")).toBe(200);
    expect(await statusOf("rotated")).toBe(401);
  });
});
