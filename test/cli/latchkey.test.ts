import { randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../core/key/api-key.ts";
import { callModels, manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { runTool, type ToolResult } from "./support/run-tool.ts";

let run: FindableRun;

/** Runs a command, whose JSON has to have the API's form. */
async function latchkey(...words: string[]): Promise<ToolResult> {
  const result = await runInProcess(words, run.environment);
  expectApiForm(result.json);
  return result;
}

function expectApiForm(value: unknown): void {
  if (typeof value === "string") expect(value).not.toMatch(/^\d+$/);
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    expect(name).toMatch(/^[a-z0-9_]+$/);
    expectApiForm(inner);
  }
}

beforeAll(async () => {
  run = await startFindable();
});
afterAll(() => run.stop());

describe("the command line finds", () => {
  it("the local run and its token by itself", async () => {
    const words = ["accounts", "put", "a1", "--plan", "pro"];
    const { exitCode, json, stderr } = await runTool("latchkey", words, run.environment);
    expect([exitCode, stderr]).toEqual([0, "Created a1.\n"]);
    expect(json).toMatchObject({ object: "account", account_id: "a1", plan: "pro" });
  });

  it("a deployment by address and token from the environment", async () => {
    const environment = { LATCHKEY_URL: run.url, LATCHKEY_OPERATOR_TOKEN: run.operatorToken };
    const { exitCode, json } = await runTool("latchkey", ["accounts", "list"], environment);
    expect([exitCode, json.object]).toEqual([0, "list"]);
  });

  it("out that a token is not good, and says where it came from", async () => {
    const environment = { LATCHKEY_URL: run.url, LATCHKEY_OPERATOR_TOKEN: "T0PSECRET" };
    const { exitCode, stderr } = await runTool("latchkey", ["accounts", "list"], environment);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Invalid credentials (401");
    expect(stderr).toContain("came from LATCHKEY_OPERATOR_TOKEN");
    expect(stderr).not.toContain("T0PSECRET");
  });

  it("out that nobody answers", async () => {
    const environment = { LATCHKEY_URL: "http://127.0.0.1:9", LATCHKEY_OPERATOR_TOKEN: "t" };
    const { exitCode, stderr } = await runTool("latchkey", ["accounts", "list"], environment);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/failed: |No response/);
  });
});

describe("accounts", () => {
  it("are put, shown and listed to the end", async () => {
    const ids = ["b1", "b2", "b3"];
    for (const id of ids) await manage(run, "PUT", `/accounts/${id}`, { plan: "agency" });
    const put = await latchkey("accounts", "put", "b1", "--plan", "master", "--name", "B One");
    expect(put.json).toMatchObject({ plan: "master", name: "B One" });
    expect(put.stderr).toBe("Updated b1: plan: agency → master, name: – → B One\n");
    expect((await latchkey("accounts", "get", "b1")).json).toMatchObject(put.json);
    const all = await latchkey("accounts", "list", "--all", "--limit", "1");
    const listed = all.json.data.map(({ account_id }: { account_id: string }) => account_id);
    expect(listed).toEqual(expect.arrayContaining(ids));
    expect((await latchkey("accounts", "list", "--limit", "1")).stderr).toContain("--cursor");
  });

  it("that the API refuses end with its words and code 1", async () => {
    const unknown = await latchkey("accounts", "get", "nobody");
    expect([unknown.exitCode, unknown.stdout]).toEqual([1, ""]);
    expect(unknown.stderr).toContain("Account not found (404, request ");
    const refused = await latchkey("accounts", "put", "b1", "--plan", "gold");
    expect(refused.stderr).toContain("plan: must be one of");
  });
});

describe("a key", () => {
  it("is issued, changed, rotated and revoked, and its secrets are shown once each", async () => {
    const account = await newAccount(run, "agency");
    const words = ["--name", "Server", "--rate-limit", "7", "--environment", "staging"];
    const created = await latchkey("keys", "create", account, ...words);
    expect(created.exitCode).toBe(0);
    expect(created.stderr).toContain("shown only once");
    const { id, key } = created.json;
    expect(created.json).toMatchObject({ rate_limit_per_minute: 7, environment: "staging" });
    expect((await callModels(run, key)).status).toBe(200);

    const paused = await latchkey("keys", "pause", account, `sk_live_${id}`);
    expect(paused.json.is_active).toBe(false);
    expect((await callModels(run, key)).status).toBe(401);
    expect((await latchkey("keys", "resume", account, id)).json.is_active).toBe(true);
    const expiry = ["--name", "Renamed", "--expires-at", "2099-01-01T00:00:00Z"];
    const updated = await latchkey("keys", "update", account, id, ...expiry);
    expect(updated.json).toMatchObject({ name: "Renamed", expires_at: "2099-01-01T00:00:00Z" });
    const forever = await latchkey("keys", "update", account, id, "--never-expires");
    expect(forever.json.expires_at).toBeNull();

    const rotated = await latchkey("keys", "rotate", account, id, "--grace", "1h");
    expect((await callModels(run, key)).status).toBe(200);
    expect((await callModels(run, rotated.json.key)).status).toBe(200);
    const shown = await latchkey("keys", "get", account, id);
    expect(shown.json).toMatchObject({ usage: { total_requests: 3 } });
    expect(shown.json.key).toBeUndefined();

    const declined = await latchkey("keys", "revoke", account, id);
    expect([declined.exitCode, (await callModels(run, key)).status]).toEqual([2, 200]);
    expect((await latchkey("keys", "revoke", account, id, "--yes")).json.revoked_at).not.toBeNull();
    expect((await callModels(run, rotated.json.key)).status).toBe(401);
    const listed = await latchkey("keys", "list", account, "--inactive");
    expect(listed.json.data.map((one: { id: string }) => one.id)).toEqual([id]);
    expect((await latchkey("keys", "list", account, "--active")).json.data).toEqual([]);

    const events = await latchkey("events", account, "--all");
    const actions = events.json.data.map(({ action }: { action: string }) => action);
    expect(actions.slice(0, 2)).toEqual(["key.revoked", "key.rotated"]);
    expect(events.json.data[0]).toMatchObject({ user_agent: "latchkey-cli" });
  });
});

it("finds a key by its prefix alone, and an account by its contact address", async () => {
  const account = await newAccount(run, "agency");
  const { id } = await newKeyOf(run, account);
  expect((await latchkey("keys", "show", `sk_live_${id}`)).json).toMatchObject({
    id,
    account_id: account,
  });
  await latchkey("accounts", "put", account, "--contact-email", `${account}@example.com`);
  const found = await latchkey("accounts", "list", "--email", `${account}@EXAMPLE.com`);
  expect(found.json.data.map((one: { account_id: string }) => one.account_id)).toEqual([account]);
  const revoked = await latchkey("keys", "revoke", `sk_live_${id}`, "--yes");
  expect(revoked.json).toMatchObject({ id, is_active: false });
});

describe("note and metadata", () => {
  it("of a key and an account are set, replaced and removed", async () => {
    const account = await newAccount(run, "agency");
    const pairs = ["--metadata", "crm_id=c-1", "--metadata", "team=a=b"];
    const put = await latchkey("accounts", "put", account, "--plan", "agency", ...pairs);
    expect(put.json.metadata).toEqual({ crm_id: "c-1", team: "a=b" });
    expect(put.stderr).toContain("metadata");
    const kept = await latchkey("accounts", "put", account, "--plan", "agency");
    expect(kept.json.metadata).toEqual(put.json.metadata);
    const emptied = await latchkey("accounts", "put", account, "--plan", "agency", "--no-metadata");
    expect(emptied.json.metadata).toEqual({});

    const create = ["keys", "create", account, "--name", "x", "--note", "Nightly", ...pairs];
    const { id, ...created } = (await latchkey(...create)).json;
    expect(created).toMatchObject({ note: "Nightly", metadata: put.json.metadata });
    const update = (...flags: string[]) => latchkey("keys", "update", account, id, ...flags);
    expect((await update("--metadata", "x=one")).json.metadata).toEqual({ x: "one" });
    expect((await update("--note", "", "--no-metadata")).json).toMatchObject({
      note: null,
      metadata: {},
    });
    expect(await update("--metadata", "=1")).toMatchObject({ exitCode: 2 });
    const { json } = await latchkey("events", account);
    expect(json.data[0].changes).toEqual({
      note: { before: "Nightly", after: null },
      metadata: { before: { x: "one" }, after: {} },
    });
  });
});

describe("explain", () => {
  it("tells why a key is refused, of whose account it may not know", async () => {
    const account = await newAccount(run, "pro");
    const { id } = await newKeyOf(run, account);
    const { json } = await latchkey("explain", `sk_live_${id}`);
    expect(json).toMatchObject({ object: "explanation", verdict: "ineligible", status: 403 });
    expect(json).toMatchObject({ account_id: account, name: "Test key", last_used_at: null });
  });

  it("tells what became of a request", async () => {
    const account = await newAccount(run, "agency");
    const { id, key } = await newKeyOf(run, account, { rate_limit_per_minute: 1 });
    await callModels(run, key);
    const refused = await callModels(run, key);
    const requestId = refused.headers.get("x-amzn-requestid") ?? "";
    const { json } = await latchkey("explain", requestId);
    expect(json.request).toMatchObject({
      request_id: requestId,
      status: 429,
      key_id: id,
      verdict: "limited",
    });
    expect(json.explanation).toMatchObject({ key_id: id, verdict: "limited" });
  });

  it("tells it to whoever knows the address alone, and no log", async () => {
    const { id, key } = await newKeyOf(run, await newAccount(run, "pro"));
    const refused = await callModels(run, key);
    const requestId = refused.headers.get("x-amzn-requestid") ?? "";
    const remote = {
      LATCHKEY_URL: run.url,
      LATCHKEY_OPERATOR_TOKEN: run.operatorToken,
      LATCHKEY_RUN_DIR: "/nowhere",
    };
    const explain = (...words: string[]) => runTool("latchkey", ["explain", ...words], remote);
    const { exitCode, json } = await explain(requestId, "--since", "90d");
    expect(exitCode).toBe(0);
    const there = await latchkey("explain", requestId);
    expect(json.request).toEqual(there.json.request);
    expect(json.explanation).toMatchObject({ key_id: id, verdict: "ineligible" });
    const unknown = await explain("00000000-0000-4000-8000-000000000000");
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toContain("is not in the access log of this deployment");
  });

  it("tells why a request was refused, although its key is good by now", async () => {
    const account = await newAccount(run, "agency");
    const { id, key } = await newKeyOf(run, account);
    const { json: rotated } = await manage(run, "POST", `/accounts/${account}/keys/${id}/rotate`);
    const refused = await callModels(run, key);
    const requestId = refused.headers.get("x-amzn-requestid") ?? "";
    const { json } = await latchkey("explain", requestId);
    expect(json.request).toMatchObject({ status: 401, reason: "superseded", key_id: id });
    expect(json.explanation).toMatchObject({
      ...{ verdict: "admitted", secret_rotated_at: rotated.updated_at },
      refusals: { counted_from: "access_log" },
    });
  });

  it("lists a key's latest requests, newest first, and its refusals alone", async () => {
    const account = await newAccount(run, "agency");
    const { id, key } = await newKeyOf(run, account, { rate_limit_per_minute: 1 });
    const wrong = issueKeyFor(id, randomBytes, defaultKeyPrefix).text;
    const requestIds: (string | null)[] = [];
    for (const token of [key, key, wrong]) {
      requestIds.unshift((await callModels(run, token)).headers.get("x-amzn-requestid"));
    }
    const listed = async (...flags: string[]) => {
      const { json } = await latchkey("requests", `sk_live_${id}`, ...flags);
      return json.data.map((one: { request_id: string; reason: string | null }) => [
        one.request_id,
        one.reason,
      ]);
    };
    const [last, before, first] = requestIds;
    const refused = [
      [last, "wrong_secret"],
      [before, "limit"],
    ];
    expect(await listed()).toEqual([...refused, [first, null]]);
    expect(await listed("--refused")).toEqual(refused);
    expect(await listed("--limit", "1")).toEqual(refused.slice(0, 1));
    expect(await latchkey("requests", id, "--limit", "0")).toMatchObject({ exitCode: 2 });
  });

  it("tells what there is to tell of a request with a made-up key", async () => {
    const refused = await callModels(run, issueKey(randomBytes, defaultKeyPrefix).text);
    const requestId = refused.headers.get("x-amzn-requestid") ?? "";
    const { exitCode, json } = await latchkey("explain", requestId);
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      request: { request_id: requestId, status: 401 },
      explanation: null,
    });
  });

  it("knows nothing of other keys and requests", async () => {
    expect((await latchkey("explain", "sk_live_00000000")).exitCode).toBe(1);
    const unknown = await latchkey("explain", "00000000-0000-4000-8000-000000000000");
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toContain("is not in the access log of the local run");
  });
});

describe("what the local run writes for its operators", () => {
  it("is for its owner alone, and gone when it stops", async () => {
    const other = await startFindable();
    const directory = other.environment.LATCHKEY_RUN_DIR ?? "";
    for (const name of ["run.json", "access.log"]) {
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    }
    await other.stop();
    expect(existsSync(join(directory, "run.json"))).toBe(false);
  });
});

it("compares the configuration with what is deployed", async () => {
  const { exitCode, json, stderr } = await runTool(
    "latchkey in a checkout",
    ["config", "check"],
    run.environment,
  );
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(json).toMatchObject({ object: "configuration", keyPrefix: "sk_live_" });
});
