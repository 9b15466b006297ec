import { afterEach, describe, expect, it } from "@jest/globals";
import { latchkeyProgram } from "../../../cli/latchkey.ts";
import { runProgram } from "../../../cli/run.ts";
import { type JsonServer, startJsonServer } from "../../support/json-server.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";

/* What takes something away is asked about. Reach: a server of this test's own on 127.0.0.1. */

let server: JsonServer;
afterEach(() => server.stop());

interface Given {
  readonly status: number;
  readonly body: unknown;
}

/** @returns the exit code and what the API was asked to change */
async function run(words: string[], terminal: RecordingTerminal, ...answers: Given[]) {
  server = await startJsonServer(
    answers.map(({ status, body }) => ({ status, body: JSON.stringify(body) })),
  );
  const environment = {
    LATCHKEY_URL: server.endpoint.origin,
    LATCHKEY_OPERATOR_TOKEN: "t",
    LATCHKEY_RUN_DIR: "/nowhere",
  };
  const context = { terminal, environment, newIdempotencyKey: () => "once" };
  const exitCode = await runProgram(latchkeyProgram(context), words, terminal);
  const changes = server.requests.filter(({ method }) => method !== "GET");
  return { exitCode, changes: changes.map(({ body }) => JSON.parse(body || "null")) };
}

const agreeing = () => new RecordingTerminal({ canAsk: true, confirms: true });
const declining = () => new RecordingTerminal({ canAsk: true });
const nobody = () => new RecordingTerminal();

function accountOn(plan: string, active: number, status = 200): Given {
  const times = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };
  const fields = { name: null, plan, max_active_keys: 25, api_keys: { active } };
  return { status, body: { object: "account", account_id: "a1", ...fields, ...times } };
}

const noAccount: Given = {
  status: 404,
  body: { error: "Account not found", code: "account_not_found" },
};

function key(status: number, previous_secret?: unknown): Given {
  const body = {
    object: "api_key",
    id: "3kTMd92x",
    account_id: "a1",
    name: "Server",
    key_prefix: "sk_live_3kTMd92x",
    environment: "production",
    rate_limit_per_minute: 60,
    is_active: true,
    expires_at: null,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    revoked_at: null,
    last_used_at: null,
    previous_secret,
  };
  return { status, body };
}

describe("accounts put", () => {
  const put = (plan: string, ...words: string[]) => [
    "accounts",
    "put",
    "a1",
    "--plan",
    plan,
    ...words,
  ];

  it("asks before it takes eligibility away, and names how many keys that shuts out", async () => {
    const terminal = agreeing();
    const { exitCode, changes } = await run(
      put("pro"),
      terminal,
      accountOn("agency", 3),
      accountOn("pro", 3),
    );
    expect(terminal.questions).toEqual([
      "Move a1 from agency to pro, which may not call? Its 3 active keys get 403 from their next request on.",
    ]);
    expect([exitCode, changes]).toEqual([0, [{ plan: "pro" }]]);
    expect(terminal.noted).toEqual(["Changed a1: plan: agency → pro"]);
  });

  it.each([
    ["declined", declining, 1],
    ["nobody to ask", nobody, 2],
  ])("changes nothing with %s", async (_, terminalFor, code) => {
    const terminal = terminalFor();
    const { exitCode, changes } = await run(put("free"), terminal, accountOn("business", 1));
    expect([exitCode, changes]).toEqual([code, []]);
    expect(terminal.noted.join()).toContain("othing was changed");
  });

  it("names --yes and the loss where there is nobody to ask", async () => {
    const terminal = nobody();
    await run(put("free"), terminal, accountOn("business", 1));
    expect(terminal.noted.join()).toMatch(/1 active key gets 403.*pass --yes/);
  });

  it.each([
    ["another eligible plan", "agency", "enterprise", []],
    ["a plan that may call, from one that may not", "pro", "agency", []],
    ["the same plan", "free", "free", []],
    ["--yes", "agency", "pro", ["--yes"]],
  ])("asks nothing for %s", async (_, before, after, words) => {
    const answers = [accountOn(before, 2), accountOn(after, 2)];
    const { exitCode, changes } = await run(put(after, ...words), nobody(), ...answers);
    expect([exitCode, changes]).toEqual([0, [{ plan: after }]]);
  });

  it("leaves a plan that it does not know to the API", async () => {
    const refused = { status: 400, body: { error: "plan: must be one of free, pro" } };
    const { exitCode, changes } = await run(put("gold"), nobody(), accountOn("agency", 1), refused);
    expect([exitCode, changes]).toEqual([1, [{ plan: "gold" }]]);
  });

  it.each([
    ["created", noAccount, accountOn("pro", 0, 201), "Created a1."],
    [
      "as it was",
      accountOn("pro", 0),
      accountOn("pro", 0),
      "Nothing changed: a1 was like this already.",
    ],
    ["changed", accountOn("free", 0), accountOn("pro", 0), "Changed a1: plan: free → pro"],
  ])("says that the account is %s", async (_, before, after, said) => {
    const terminal = nobody();
    await run(put("pro"), terminal, before, after);
    expect(terminal.noted).toEqual([said]);
  });
});

describe("keys rotate", () => {
  const rotate = (...words: string[]) => ["keys", "rotate", "a1", "3kTMd92x", ...words];
  const inGrace = { expires_at: "2026-01-02T00:00:00Z", last_used_at: null };

  it("leaves the old secret a day unless told otherwise, and says until when", async () => {
    const terminal = nobody();
    const { exitCode, changes } = await run(rotate(), terminal, key(200), key(201, inGrace));
    expect([exitCode, changes]).toEqual([0, [{ grace_period_seconds: 86_400 }]]);
    expect(terminal.noted).toContain("The old secret works until 2026-01-02T00:00:00Z.");
  });

  it.each(["0", "0h"])("asks before it ends the old secret at once: --grace %s", async (grace) => {
    const terminal = agreeing();
    const words = rotate("--grace", grace);
    const { exitCode, changes } = await run(words, terminal, key(200), key(201));
    expect(terminal.questions).toEqual([
      "Rotate sk_live_3kTMd92x? Its secret ends at once: callers that have it get 401.",
    ]);
    expect([exitCode, changes]).toEqual([0, [{ grace_period_seconds: 0 }]]);
    expect(terminal.noted).toContain("The old secret has ended.");
  });

  it("asks before it ends a secret that is still in its grace period", async () => {
    const terminal = declining();
    const { exitCode, changes } = await run(rotate(), terminal, key(200, inGrace));
    expect(terminal.questions).toEqual([
      "Rotate sk_live_3kTMd92x? The secret from before the last rotation, good until 2026-01-02T00:00:00Z, ends at once; not used since the rotation.",
    ]);
    expect([exitCode, changes]).toEqual([1, []]);
  });

  it("refuses to end a secret where there is nobody to ask, and takes --yes for an answer", async () => {
    const refused = await run(rotate("--grace", "0"), nobody(), key(200));
    expect([refused.exitCode, refused.changes]).toEqual([2, []]);
    await server.stop();
    const told = await run(rotate("--grace", "0", "--yes"), nobody(), key(201));
    expect([told.exitCode, told.changes]).toEqual([0, [{ grace_period_seconds: 0 }]]);
  });
});
