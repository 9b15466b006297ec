import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { putDemoAccounts } from "../../local/demo-accounts.ts";
import type { RunningSignIn } from "../../local/sign-in/start-sign-in.ts";
import { Browser } from "../gateway/support/browser.ts";
import { newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { locationOf, submitForm } from "../gateway/support/sign-in.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool, startTool, type ToolResult } from "./support/run-tool.ts";

let run: FindableRun;
let signIn: RunningSignIn;
let directory: string;

beforeAll(async () => {
  run = await startFindable({ signIn: {} });
  if (!run.signIn) throw new Error("nobody can sign in");
  signIn = run.signIn;
  await putDemoAccounts(run);
});
afterAll(() => run.stop());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "latchkey-config-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = () => join(directory, "sign-in.json");
const environment = () => ({ ...run.environment, LATCHKEY_CONFIG_DIR: directory });
/** Only an address is known, as on a machine without AWS credentials. */
const byAddress = () => ({ LATCHKEY_URL: run.url, LATCHKEY_CONFIG_DIR: directory });

function latchkey(...words: string[]): Promise<ToolResult> {
  return runTool("latchkey", words, environment());
}

/** Signs in as a person does, who opens the printed address. */
async function logIn(email: string, where = environment()): Promise<ToolResult> {
  const tool = startTool("latchkey", ["login"], where);
  const [address] = await tool.noted(/http\S+\/oauth2\/authorize\S+/);
  const browser = new Browser();
  const formUrl = locationOf(await browser.get(address));
  const back = await submitForm(browser, formUrl, email, signIn.password);
  expect(back.origin).toMatch(/^http:\/\/localhost:841[123]$/);
  for (const stranger of ["/", "/callback", "/callback?code=x&state=x", "/favicon.ico"]) {
    expect((await fetch(new URL(stranger, back))).status).toBe(404);
  }
  const page = await fetch(back);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("terminal")]);
  return tool.ended;
}

describe("who has signed in at a terminal", () => {
  it.each(["admin", "support"])(
    "as %s acts in their own name, as far as the role goes",
    async (role) => {
      const account = await newAccount(run, "agency");
      const { id } = await newKeyOf(run, account);
      const { exitCode, json, stderr } = await logIn(`${role}@example.com`);
      expect([exitCode, json]).toEqual([
        0,
        {
          object: "caller",
          type: "operator",
          account_id: null,
          subject: `operator_${role}`,
          roles: [role],
        },
      ]);
      const stored = readFileSync(file(), "utf8");
      expect(stderr).not.toContain(JSON.parse(stored)[`${run.url}/api/manage/v1`].accessToken);
      expect(statSync(file()).mode & 0o777).toBe(0o600);

      const paused = await latchkey("keys", "pause", `sk_live_${id}`);
      expect(paused.json.paused_by).toEqual({ type: "operator", subject: `operator_${role}` });
      const renamed = await latchkey("keys", "update", id, "--name", "x");
      expect(renamed.exitCode).toBe(role === "admin" ? 0 : 1);
      if (role === "support") expect(renamed.stderr).toContain("Operator role admin required (403");
    },
  );

  it("needs neither AWS nor the operator token, only the address", async () => {
    expect(await logIn("support@example.com", byAddress())).toMatchObject({ exitCode: 0 });
    const { json } = await runTool("latchkey", ["accounts", "list"], byAddress());
    expect(json.object).toBe("list");
  });

  it("is renewed without being asked, and the rotated token is kept", async () => {
    await logIn("support@example.com");
    const address = `${run.url}/api/manage/v1`;
    const before = JSON.parse(readFileSync(file(), "utf8"));
    const old = { ...before[address], accessToken: "x.y.z", expiresAtEpochSeconds: 0 };
    writeFileSync(file(), JSON.stringify({ ...before, [address]: old, "https://a": old }));
    expect((await latchkey("accounts", "list")).exitCode).toBe(0);
    const { [address]: after, ...others } = JSON.parse(readFileSync(file(), "utf8"));
    expect(after.expiresAtEpochSeconds).toBeGreaterThan(Date.now() / 1000);
    expect(after.refreshToken).not.toBe(old.refreshToken);
    expect(others).toEqual({ "https://a": old });
  });

  it("is told if the sign-in has ended, instead of acting with the operator token", async () => {
    await logIn("support@example.com");
    const address = `${run.url}/api/manage/v1`;
    const stored = JSON.parse(readFileSync(file(), "utf8"));
    for (const change of [{ refreshToken: "gone" }, { refreshToken: undefined }]) {
      const ended = { ...stored[address], ...change, expiresAtEpochSeconds: 0 };
      writeFileSync(file(), JSON.stringify({ [address]: ended }));
      const { exitCode, stderr } = await latchkey("accounts", "list");
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("Run latchkey login again")]);
      expect(stderr).not.toContain("gone");
    }
    const machine = { ...environment(), LATCHKEY_OPERATOR_TOKEN: run.operatorToken };
    expect((await runTool("latchkey", ["accounts", "list"], machine)).exitCode).toBe(0);
  });

  it("is forgotten here and at the issuer by logging out", async () => {
    await logIn("support@example.com");
    const stored = JSON.parse(readFileSync(file(), "utf8"))[`${run.url}/api/manage/v1`];
    expect(await latchkey("logout")).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("Signed out of"),
    });
    expect(readFileSync(file(), "utf8")).toBe("{}\n");
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: signIn.clientId,
      refresh_token: stored.refreshToken,
    });
    const renewed = await fetch(`${signIn.issuer}/oauth2/token`, { method: "POST", body });
    expect(renewed.status).toBe(400);
    expect((await latchkey("logout")).stderr).toContain("Nobody was signed in");
    // The local run's own token is there again.
    expect((await latchkey("accounts", "list")).exitCode).toBe(0);
  });

  it("is refused who has no role, and nothing is kept", async () => {
    const { exitCode, stderr } = await logIn("agency@example.com");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("no operator role")]);
    expect(existsSync(file())).toBe(false);
  });

  it("does not leave the machine with a token for whom the issuer turned away", async () => {
    const tool = startTool("latchkey", ["login"], environment());
    const [address] = await tool.noted(/http\S+\/oauth2\/authorize\S+/);
    const { searchParams } = new URL(address);
    const back = new URL(searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("error", "access_denied");
    back.searchParams.set("state", searchParams.get("state") ?? "");
    back.searchParams.set("iss", signIn.issuer);
    await fetch(back);
    const { exitCode, stderr } = await tool.ended;
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("access_denied")]);
    expect(existsSync(file())).toBe(false);
  });
});
