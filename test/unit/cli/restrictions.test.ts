import { describe, expect, it } from "@jest/globals";
import { showAccounts } from "../../../cli/output/show-account.ts";
import { showExplanation } from "../../../cli/output/show-explanation.ts";
import { showKey, showKeys } from "../../../cli/output/show-key.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";
import { keyObject, runAgainst } from "./support/run-against.ts";

const restricted = {
  scopes: ["models:read"],
  allowed_ips: ["192.0.2.0/24", "2001:db8::1"],
  quotas: { day: 1000, total: 5000 },
};
const usage = {
  total_requests: 2,
  total_requests_last_30d: 2,
  quotas: {
    day: { quota: 1000, used: 2, remaining: 998, resets_at: "2026-11-23T00:00:00Z" },
    total: { quota: 5000, used: 4000, remaining: 1000, resets_at: null },
  },
};

/** Runs `keys create` or `keys update`. */
async function change(command: "create" | "update", flags: string[], before: object = {}) {
  const terminal = new RecordingTerminal();
  const words = command === "create" ? ["a1", "--name", "x"] : ["a1", "3kTMd92x"];
  const key = { status: 200, body: keyObject({ ...before }) };
  const done = await runAgainst(["keys", command, ...words, ...flags], terminal, key);
  return { ...done, said: terminal.noted.join("\n") };
}

describe("a new key", () => {
  it.each([
    ["--scope a:read --scope b:read", { scopes: ["a:read", "b:read"] }],
    ["--no-scope", { scopes: [] }],
    ["--allow-ip 10.0.0.0/8 --allow-ip ::1", { allowed_ips: ["10.0.0.0/8", "::1"] }],
    ["--quota-day 1 --quota-total 1000000000000", { quotas: { day: 1, total: 10 ** 12 } }],
    ["--quota-month 5", { quotas: { month: 5 } }],
    ["--no-quotas", { quotas: null }],
    ["", {}],
  ])("is restricted with %j", async (flags, fields) => {
    const { exitCode, changes } = await change("create", flags.split(" ").filter(Boolean));
    expect([exitCode, changes]).toEqual([0, [{ name: "x", ...fields }]]);
  });
});

describe("a change of a key", () => {
  it.each([
    ["replaces scopes", "--scope b:read", { scopes: ["b:read"] }],
    ["takes all scopes away", "--no-scope", { scopes: [] }],
    ["lifts scopes", "--all-scopes", { scopes: null }],
    ["replaces the allow list", "--allow-ip ::1", { allowed_ips: ["::1"] }],
    ["lifts the allow list", "--any-ip", { allowed_ips: null }],
    ["keeps the other quotas", "--quota-day 7", { quotas: { day: 7, total: 5000 } }],
    ["removes one quota", "--no-quota-day", { quotas: { total: 5000 } }],
    ["removes the last quotas", "--no-quota-day --no-quota-total", { quotas: null }],
    ["moves a quota", "--no-quota-day --quota-month 9", { quotas: { month: 9, total: 5000 } }],
    ["lifts quotas", "--no-quotas", { quotas: null }],
    ["leaves restrictions alone", "--name y", { name: "y" }],
  ])("%s with %s", async (_, flags, fields) => {
    const { exitCode, changes } = await change("update", flags.split(" "), restricted);
    expect([exitCode, changes]).toEqual([0, [fields]]);
  });

  it("reads the key only if the quotas depend on it", async () => {
    const read = async (flags: string[]) => {
      const { requests } = await change("update", flags, restricted);
      return requests.filter(({ method }) => method === "GET").length;
    };
    expect(await read(["--quota-day", "7"])).toBe(1);
    expect(await read(["--no-quotas", "--scope", "a"])).toBe(0);
  });

  it.each([
    ["--scope a --all-scopes", "--scope and --all-scopes"],
    ["--no-scope --all-scopes", "--scope and --all-scopes"],
    ["--allow-ip ::1 --any-ip", "--allow-ip and --any-ip"],
    ["--quota-day 1 --no-quotas", "--quota-… and --no-quotas"],
    ["--quota-day many", "whole number"],
    ["--quota-day 1.5", "whole number"],
    ["--quota-year 1", "unknown option"],
  ])("refuses %s before it asks the API", async (flags, text) => {
    const { exitCode, requests, said } = await change("update", flags.split(" "), restricted);
    expect([exitCode, requests]).toEqual([2, []]);
    expect(said).toContain(text);
  });
});

describe("a pause", () => {
  const pausedBy = { is_active: false, paused_by: { type: "user", subject: "auth0|42" } };

  it("says who made it", () => {
    expect(showKey(keyObject(pausedBy), 0)).toMatch(/^state +paused by user auth0\|42$/m);
    const byOperator = { type: "operator", subject: null };
    expect(showKey(keyObject({ ...pausedBy, paused_by: byOperator }), 0)).toMatch(
      /^state +paused by operator$/m,
    );
    expect(showKey(keyObject({ is_active: false }), 0)).toMatch(/^state +paused$/m);
  });

  it("is lifted with a note of who made it", async () => {
    const terminal = new RecordingTerminal();
    const answers = [keyObject(pausedBy), keyObject()].map((body) => ({ status: 200, body }));
    const words = ["keys", "resume", "a1", "3kTMd92x"];
    const { changes } = await runAgainst(words, terminal, ...answers);
    expect(changes).toEqual([{ is_active: true }]);
    expect(terminal.noted).toEqual(["The key was paused by user auth0|42."]);
  });
});

describe("restrictions in the terminal", () => {
  it("have a row each, with what is used and left", () => {
    const shown = showKey(keyObject({ ...restricted, usage }), 0);
    expect(shown).toMatch(/^scopes +models:read$/m);
    expect(shown).toMatch(/^addresses +192\.0\.2\.0\/24, 2001:db8::1$/m);
    expect(shown).toMatch(
      /^quotas +1000 per day \(2 used, 998 left until 2026-11-23T00:00:00Z\), 5000 in total \(4000 used, 1000 left\)$/m,
    );
    expect(showKey(keyObject(restricted), 0)).toMatch(/^quotas +1000 per day, 5000 in total$/m);
  });

  it("are said not to be there", () => {
    const shown = showKey(keyObject(), 0);
    expect(shown).toMatch(/^scopes +all$/m);
    expect(shown).toMatch(/^addresses +any$/m);
    expect(shown).toMatch(/^quotas +none$/m);
    const scopeless = showKey(keyObject({ scopes: [] }), 0);
    expect(scopeless).toMatch(/^scopes +none: only routes that want no scope$/m);
  });

  it("have a column in lists, if any key has some", () => {
    const page = (...data: object[]) => showKeys({ data, next_cursor: null }, 0);
    expect(page(keyObject())).not.toContain("RESTRICTIONS");
    const listed = page(
      keyObject(),
      keyObject({ ...restricted, usage }),
      keyObject({ scopes: [] }),
    );
    const [head, free, full, scopeless] = listed.split("\n");
    expect(head).toContain("RESTRICTIONS");
    expect(free).toMatch(/ 60 +– /);
    expect(full).toContain(
      "1 scope, 2 addresses, 998 left of 1000 per day, 1000 left of 5000 in total",
    );
    expect(scopeless).toContain("0 scopes");
  });

  it("are explained in words", () => {
    const explained = (quotas: unknown) =>
      showExplanation({
        key_id: "3kTMd92x",
        verdict: "limited",
        status: 429,
        error: "Quota exceeded",
        checks: [
          { check: "address_allowed", passed: true, ip: null, allowed_ips: null },
          { check: "scope_granted", passed: true, scope: null, scopes: null },
          { check: "within_quotas", passed: false, quotas },
        ],
      });
    const { day } = usage.quotas;
    const text = explained({ day: { ...day, used: 1000, remaining: 0 } });
    expect(text).toMatch(/^✓ address allowed +ip: not given, allowed ips: any$/m);
    expect(text).toMatch(/^✓ scope granted +scope: none, scopes: all$/m);
    expect(text).toMatch(
      /^✗ within quotas +quotas: 1000 per day \(1000 used, 0 left until 2026-11-23T00:00:00Z\)$/m,
    );
    expect(explained(null)).toMatch(/quotas: none$/m);
  });
});

describe("a list of accounts", () => {
  it("says which are suspended", () => {
    const account = (account_id: string, is_suspended: boolean) => ({
      account_id,
      is_suspended,
      name: null,
      plan: "agency",
      max_active_keys: 25,
      api_keys: { active: 0 },
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    });
    const data = [account("a1", true), account("a2", false)];
    const [, first, second] = showAccounts({ data, next_cursor: null }).split("\n");
    expect(first).toMatch(/^a1 .*agency +suspended /);
    expect(second).toMatch(/^a2 .*agency +active /);
  });
});

describe("explain", () => {
  it("passes on what it is told of the request", async () => {
    const answer = {
      key_id: "3kTMd92x",
      verdict: "admitted",
      status: 200,
      error: null,
      checks: [],
    };
    const flags = ["--ip", "::1", "--scope", "models:read", "--cost", "5"];
    const words = ["explain", "3kTMd92x", "--account", "a1", ...flags];
    const given = { status: 200, body: answer };
    const { requests } = await runAgainst(words, new RecordingTerminal(), given);
    const url = new URL(requests[0]?.url ?? "", "http://localhost");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ip: "::1",
      scope: "models:read",
      cost: "5",
    });
  });
});
