import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import packageFile from "../../package.json" with { type: "json" };
import { eventually } from "../browser/support/eventually.ts";
import { manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool, type ToolResult } from "./support/run-tool.ts";

let run: FindableRun;
beforeAll(async () => {
  run = await startFindable();
});
afterAll(() => run.stop());

const latchkey = (...words: string[]): Promise<ToolResult> =>
  runTool("latchkey", words, run.environment);

describe("the command line", () => {
  it("knows its version", async () => {
    expect((await latchkey("--version")).stdout).toBe(`${packageFile.version}\n`);
  });

  it.each([
    [[""], "keys"],
    [["keys", "re"], "revoke"],
    [["keys", "list", "--ac"], "--active"],
    [["config", ""], "check"],
  ])("completes %j by %s", async (words, expected) => {
    const { exitCode, stdout } = await latchkey("complete", "--", ...words);
    expect(exitCode).toBe(0);
    const offered = stdout.split("\n").map((line) => line.split("\t")[0]);
    expect(offered).toContain(expected);
  });

  it.each(["bash", "zsh", "fish"])("has a script for %s", async (shell) => {
    const { exitCode, stdout } = await latchkey("complete", shell);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("latchkey complete -- ");
    // The shells on this machine check the grammar.
    const file = join(mkdtempSync(join(tmpdir(), "latchkey-completion-")), shell);
    writeFileSync(file, stdout);
    const { error, status } = spawnSync(shell, ["-n", file]);
    if (!error) expect(status).toBe(0);
  });
});

describe("errors with --json", () => {
  it("of the API have its code and the rule of each field", async () => {
    const words = ["accounts", "put", "j1", "--plan", "gold", "--json"];
    const { exitCode, stdout, stderr } = await latchkey(...words);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(JSON.parse(stderr)).toEqual({
      error: expect.stringMatching(/^plan: must be one of .* \(400, request /),
      code: "invalid_fields",
      fields: { plan: expect.stringContaining("must be one of") },
    });
  });

  it("of the command line, and of an API that is not there, have the kind of the exit code", async () => {
    const misuse = await latchkey("keys", "list", "a1", "--json", "--what");
    expect(misuse.exitCode).toBe(2);
    expect(JSON.parse(misuse.stderr)).toEqual({
      error: "unknown option '--what'",
      code: "misuse",
    });
    const nowhere = { LATCHKEY_URL: "http://127.0.0.1:9", LATCHKEY_OPERATOR_TOKEN: "t" };
    const lost = await runTool("latchkey", ["accounts", "list", "--json"], nowhere);
    expect(lost.exitCode).toBe(3);
    expect(JSON.parse(lost.stderr.trim().split("\n").at(-1) ?? "").code).toBe("unreachable");
  });
});

describe("what cannot be undone", () => {
  it.each([
    [["keys", "revoke"], []],
    [
      ["keys", "rotate"],
      ["--grace", "0"],
    ],
  ])("%j wants --yes where nobody can be asked", async (command, flags) => {
    const account = await newAccount(run, "agency");
    const { id } = await newKeyOf(run, account);
    const words = [...command, account, id, ...flags];
    const refused = await latchkey(...words);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("--yes");
    const { json } = await manage(run, "GET", `/accounts/${account}/keys/${id}`);
    expect(json.updated_at).toBe(json.created_at);
    expect((await latchkey(...words, "--yes")).exitCode).toBe(0);
  });
});

describe("events", () => {
  it("of all accounts are listed with theirs", async () => {
    const accounts = [await newAccount(run, "agency"), await newAccount(run, "free")];
    await eventually(async () => {
      const { json } = await latchkey("events", "--all-accounts", "--limit", "2");
      const listed = json.data.map((event: { account_id: string }) => event.account_id);
      expect(listed).toEqual(accounts.toReversed());
    });
    for (const words of [[], ["acct_1", "--all-accounts"]]) {
      const { exitCode, stderr } = await latchkey("events", ...words);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("Pass an account, or --all-accounts instead of one.");
    }
  });

  it("that were reported by nobody known are listed", async () => {
    const account = await newAccount(run, "agency");
    const { key } = await newKeyOf(run, account);
    await fetch(`${run.url}/api/leaks/report`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key }),
    });
    const { json } = await latchkey("events", account);
    expect(json.data[0]).toMatchObject({ action: "key.leaked", actor: null });
  });
});
