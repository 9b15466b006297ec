import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { warnOfUnknownPlans } from "../../../cli/commands/config.ts";
import { latchkeyProgram } from "../../../cli/latchkey.ts";
import { showConfiguration } from "../../../cli/output/show-configuration.ts";
import { runProgram } from "../../../cli/run.ts";
import { defaultSettings } from "../../../core/config/default-settings.ts";
import { parseConfiguration } from "../../../lib/config/parse-config.ts";
import acmeConfig from "../../support/acme.config.ts";
import { answered, FakeApi } from "./support/fake-api.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";

const acme = fileURLToPath(new URL("../../support/acme.config.ts", import.meta.url));

async function check(words: readonly string[], file = acme) {
  const terminal = new RecordingTerminal();
  const environment = { LATCHKEY_CONFIG_FILE: file, LATCHKEY_RUN_DIR: "/nowhere" };
  const program = latchkeyProgram({ terminal, environment, newIdempotencyKey: () => "key" });
  const exitCode = await runProgram(program, ["config", "check", ...words], terminal);
  return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
}

describe("latchkey config check", () => {
  it("prints what is in force, defaults included", async () => {
    const { exitCode, printed } = await check([]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      object: "configuration",
      keyPrefix: "acme_",
      plans: [
        { name: "starter", initial: true },
        { keyCap: 9, quotas: { day: 1000, month: 20_000 } },
        { name: "scale", keyCap: 25 },
      ],
      scopes: { usage: { label: "See usage" } },
      routes: {
        "GET /v1/models": { scope: "maps:list", cost: 2 },
        "GET /v1/account": { cost: 3 },
      },
      stages: {
        test: {
          region: "eu-central-1",
          keys: { imported: "any" },
          accountClaim: "sub",
          verify: { from: ["10.0.0.0/8", "2001:db8::1"] },
        },
      },
    });
  });

  it("shows people the scopes, the quotas and what each route wants", () => {
    const { settings, stages } = parseConfiguration(acmeConfig, "acme.config.ts");
    const shown = showConfiguration(settings, stages).replaceAll(/ +/g, " ");
    for (const line of [
      "team Team yes 7 9 day 1000, month 20000",
      "scale Scale yes 3000 25 –",
      "usage See usage Read how much was used.",
      "GET /v1/models maps:list 2",
      "GET /v1/account – 3",
      "verify.from 10.0.0.0/8, 2001:db8::1",
    ]) {
      expect(shown).toContain(line);
    }
  });

  it("names the stages that there are", async () => {
    const { exitCode, noted } = await check(["--stage", "prod"]);
    expect([exitCode, noted]).toEqual([
      2,
      "error: The configuration has no stage prod: there are test.",
    ]);
  });

  it("says in one line what is wrong with the file", async () => {
    const { exitCode, noted, printed } = await check([], "/nowhere/latchkey.config.ts");
    expect(exitCode).toBe(2);
    expect(noted).toMatch(/^error: latchkey\.config\.ts: cannot be loaded: [^\n]*$/);
    expect(printed).toBe("");
  });

  it("warns of plans that accounts are on and the file lacks", async () => {
    const on = (plan: string, id: string) => ({
      object: "account",
      account_id: id,
      name: null,
      plan,
      max_active_keys: 25,
      api_keys: { active: 0 },
      created_at: "2026-11-22T19:30:00Z",
      updated_at: "2026-11-22T19:30:00Z",
    });
    const data = [on("gold", "a"), on("agency", "b"), on("gold", "c"), on("silver", "d")];
    const api = new FakeApi(answered(200, { object: "list", data, next_cursor: null }));
    const terminal = new RecordingTerminal();
    await warnOfUnknownPlans(defaultSettings, api, terminal);
    expect(terminal.noted).toEqual([
      "warning: 2 accounts are on plan gold, which the configuration lacks: not eligible, 403.",
      "warning: 1 account is on plan silver, which the configuration lacks: not eligible, 403.",
    ]);
  });
});
