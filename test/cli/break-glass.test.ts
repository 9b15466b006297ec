import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { callModels, manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool } from "./support/run-tool.ts";

let run: FindableRun;
let account: string;

beforeAll(async () => {
  run = await startFindable();
  account = await newAccount(run, "agency");
});
afterAll(() => run.stop());

const breakGlass = (...words: string[]) =>
  runTool("latchkey", ["break-glass", ...words], run.environment);

async function newestEvent() {
  const { json } = await manage(run, "GET", `/accounts/${account}/events?limit=1`);
  return json.data[0];
}

describe("break-glass", () => {
  it("revokes a key past the API, as the API would", async () => {
    const { id, key } = await newKeyOf(run, account);
    expect((await callModels(run, key)).status).toBe(200);
    const { exitCode, json } = await breakGlass("revoke", id, "--yes");
    expect(exitCode).toBe(0);
    expect((await callModels(run, key)).status).toBe(401);
    const { json: shown } = await manage(run, "GET", `/accounts/${account}/keys/${id}`);
    expect(json).toEqual(shown);
    expect(shown).toMatchObject({ is_active: false, revoked_at: expect.any(String) });
    expect(await newestEvent()).toMatchObject({
      action: "key.revoked",
      key_id: id,
      actor: { type: "operator", subject: null },
      changes: { is_active: { before: true, after: false } },
      source_ip: null,
      request_id: null,
      user_agent: "latchkey break-glass",
    });
  });

  it("changes nothing the second time", async () => {
    const { id } = await newKeyOf(run, account);
    await breakGlass("revoke", id, "--yes");
    const { id: eventId } = await newestEvent();
    expect((await breakGlass("revoke", id, "--yes")).exitCode).toBe(0);
    expect((await newestEvent()).id).toBe(eventId);
    const { exitCode, stderr } = await breakGlass("pause", id, "--yes");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("revoked");
  });

  it("pauses a key until an operator resumes it, found by its prefix", async () => {
    const { id, key } = await newKeyOf(run, account);
    const { json: before } = await manage(run, "GET", `/accounts/${account}/keys/${id}`);
    const { json } = await breakGlass("pause", before.key_prefix, "--yes");
    expect(json).toMatchObject({ is_active: false, paused_by: { type: "operator" } });
    expect((await callModels(run, key)).status).toBe(401);
    await runTool("latchkey", ["keys", "resume", id], run.environment);
    expect((await callModels(run, key)).status).toBe(200);
  });

  it.each(["revoke", "pause"])("can %s a key of a suspended account", async (end) => {
    const owner = await newAccount(run, "agency");
    const { id } = await newKeyOf(run, owner);
    await runTool("latchkey", ["accounts", "suspend", owner, "--yes"], run.environment);
    const { exitCode, json } = await breakGlass(end, id, "--yes");
    expect([exitCode, json.is_active]).toEqual([0, false]);
  });

  it("asks first, and names what it would end", async () => {
    const { id, key } = await newKeyOf(run, account);
    const { exitCode, stderr } = await breakGlass("revoke", id);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`Revoke key ${id} .*${account}.*pass --yes`));
    expect((await callModels(run, key)).status).toBe(200);
  });

  it("says that there is no such key, and repeats no whole key", async () => {
    const { key } = await newKeyOf(run, account);
    const unknown = await breakGlass("revoke", "AAAAAAAA", "--yes");
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining("AAAAAAAA")]);
    const whole = await breakGlass("revoke", key, "--yes");
    expect(whole.exitCode).toBe(2);
    expect(whole.stderr).not.toContain(key);
  });
});
