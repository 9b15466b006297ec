import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { callModels, manage, newAccount } from "../gateway/support/operator.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runInProcess } from "./support/run-in-process.ts";

let run: FindableRun;
const latchkey = (...words: string[]) => runInProcess(words, run.environment);

beforeAll(async () => {
  run = await startFindable();
});
afterAll(() => run.stop());

/** A new account, and a key of it that the CLI has made. */
async function newKey(...flags: string[]) {
  const account = await newAccount(run, "agency");
  const { json } = await latchkey("keys", "create", account, "--name", "x", ...flags);
  const update = (...words: string[]) => latchkey("keys", "update", account, json.id, ...words);
  const call = async () => {
    const { status, json: body } = await callModels(run, json.key);
    return [status, body.error];
  };
  return { account, id: json.id, created: json, update, call };
}

describe("a key with restrictions", () => {
  it("loses and regains what a scope allows, from one request to the next", async () => {
    const { created, update, call } = await newKey("--scope", "account:read");
    expect(created.scopes).toEqual(["account:read"]);
    expect(await call()).toEqual([403, "API key lacks the scope models:read"]);
    await update("--scope", "models:read", "--scope", "account:read");
    expect(await call()).toEqual([200, undefined]);
    expect((await update("--no-scope")).json.scopes).toEqual([]);
    expect((await call())[0]).toBe(403);
    expect((await update("--all-scopes")).json.scopes).toBeNull();
    expect((await call())[0]).toBe(200);
  });

  it("is refused from other addresses, until the allow list is lifted", async () => {
    const { created, update, call } = await newKey("--allow-ip", "192.0.2.7/24");
    expect(created.allowed_ips).toEqual(["192.0.2.0/24"]);
    expect(await call()).toEqual([403, "API key is not allowed from this IP address"]);
    await update("--allow-ip", "127.0.0.0/8", "--allow-ip", "::1");
    expect((await call())[0]).toBe(200);
    await update("--allow-ip", "192.0.2.0/24");
    expect((await call())[0]).toBe(403);
    expect((await update("--any-ip")).json.allowed_ips).toBeNull();
    expect((await call())[0]).toBe(200);
  });

  it("has no old secret once that is ended", async () => {
    const { account, id, update, call } = await newKey();
    await latchkey("keys", "rotate", account, id, "--grace", "1h");
    expect((await call())[0]).toBe(200);
    expect((await update("--end-old-secret")).json).not.toHaveProperty("previous_secret");
    expect((await call())[0]).toBe(401);
  });

  it("uses up its quota, shows what is left, and goes on with a greater one", async () => {
    const { account, id, update, call } = await newKey("--quota-day", "1", "--quota-total", "9");
    expect((await call())[0]).toBe(200);
    expect(await call()).toEqual([429, "Quota exceeded"]);
    const { json: shown } = await latchkey("keys", "get", account, id);
    expect(shown.usage.quotas).toMatchObject({
      day: { quota: 1, used: 1, remaining: 0 },
      total: { quota: 9, used: 1, remaining: 8, resets_at: null },
    });
    const { json: listed } = await latchkey("keys", "list", account, "--usage");
    expect(listed.data[0].usage.quotas).toEqual(shown.usage.quotas);
    const { json: explained } = await latchkey("explain", id, "--account", account);
    expect(explained).toMatchObject({ verdict: "limited", error: "Quota exceeded" });

    expect((await update("--quota-day", "2")).json.quotas).toEqual({ day: 2, total: 9 });
    expect((await call())[0]).toBe(200);
    expect((await update("--no-quota-day")).json.quotas).toEqual({ total: 9 });
    expect((await call())[0]).toBe(200);
    expect((await update("--no-quotas")).json.quotas).toBeNull();
  });

  it("is explained for the address, scope and cost that are asked about", async () => {
    const { account, id } = await newKey("--scope", "models:read", "--allow-ip", "192.0.2.1");
    const explain = async (...flags: string[]) => {
      const { json } = await latchkey("explain", id, "--account", account, ...flags);
      return [json.status, json.error];
    };
    expect(await explain("--scope", "models:read")).toEqual([200, null]);
    expect((await explain("--scope", "account:read"))[1]).toContain("lacks the scope");
    expect((await explain("--ip", "192.0.2.2"))[1]).toContain("not allowed from this IP");
    expect((await explain("--cost", "61"))[1]).toContain("Request cost exceeds");
  });

  it("explains a request by what its route wants", async () => {
    const account = await newAccount(run, "agency");
    const flags = ["--name", "x", "--scope", "account:read"];
    const { json: key } = await latchkey("keys", "create", account, ...flags);
    const { headers } = await callModels(run, key.key);
    const { json } = await latchkey("explain", headers.get("x-amzn-requestid") ?? "");
    expect(json.request).toMatchObject({ status: 403, key_id: key.id });
    expect(json.explanation.error).toBe("API key lacks the scope models:read");
  });

  it.each([
    ["scopes.0", ["--scope", "nobody:knows"]],
    ["scopes", ["--scope", "models:read", "--scope", "models:read"]],
    ["allowed_ips.0", ["--allow-ip", "0.0.0.0/33"]],
    ["allowed_ips", Array.from({ length: 21 }, (_, index) => ["--allow-ip", `::${index}`]).flat()],
    ["quotas.day", ["--quota-day", "0"]],
    ["quotas.total", ["--quota-total", "1000000000001"]],
  ])("is not made with wrong %s: %j", async (field, flags) => {
    const account = await newAccount(run, "agency");
    const words = ["keys", "create", account, "--name", "x", ...flags];
    const { exitCode, stdout, stderr } = await latchkey(...words);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`error: ${field}: must be`);
    expect((await manage(run, "GET", `/accounts/${account}/keys`)).json.data).toEqual([]);
  });
});

describe("a suspended account", () => {
  it("has all its keys refused, and gets them back as they were", async () => {
    const { account, id, call } = await newKey();
    const paused = await latchkey("keys", "create", account, "--name", "paused");
    await latchkey("keys", "pause", account, paused.json.id);
    expect((await latchkey("accounts", "suspend", account)).exitCode).toBe(2);
    expect((await call())[0]).toBe(200);

    const suspended = await latchkey("accounts", "suspend", account, "--yes");
    expect([suspended.exitCode, suspended.json.is_suspended]).toEqual([0, true]);
    expect(suspended.stderr).toBe(`Updated ${account}: is_suspended: false → true\n`);
    expect(await call()).toEqual([403, "Account suspended"]);
    const { json: explained } = await latchkey("explain", id, "--account", account);
    expect(explained.error).toBe("Account suspended");

    const lifted = await latchkey("accounts", "unsuspend", account);
    expect([lifted.exitCode, lifted.json.is_suspended]).toEqual([0, false]);
    expect((await call())[0]).toBe(200);
    expect((await callModels(run, paused.json.key)).status).toBe(401);
    const { json: events } = await latchkey("events", account);
    expect(events.data[0]).toMatchObject({
      action: "account.updated",
      changes: { is_suspended: { before: true, after: false } },
    });
  });

  it("has to exist", async () => {
    for (const words of [
      ["suspend", "nobody", "--yes"],
      ["unsuspend", "nobody"],
    ]) {
      const { exitCode, stderr } = await latchkey("accounts", ...words);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining("Account not found (404")]);
    }
  });
});

describe("a paused key", () => {
  it("says who paused it, when it is shown and when it is resumed", async () => {
    const { account, id } = await newKey();
    const operator = { type: "operator", subject: null };
    expect((await latchkey("keys", "pause", account, id)).json.paused_by).toEqual(operator);
    const resumed = await latchkey("keys", "resume", account, id);
    expect(resumed.json).toMatchObject({ is_active: true, paused_by: null });
    expect(resumed.stderr).toBe("The key was paused by operator.\n");
  });
});
