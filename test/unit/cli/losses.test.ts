import { describe, expect, it } from "@jest/globals";
import { RecordingTerminal } from "./support/recording-terminal.ts";
import { type Given, keyObject, runAgainst as run } from "./support/run-against.ts";

/* What takes something away is asked about. Reach: a server of this test's own on 127.0.0.1. */

const agreeing = () => new RecordingTerminal({ canAsk: true, confirms: true });
const declining = () => new RecordingTerminal({ canAsk: true });
const nobody = () => new RecordingTerminal();

function accountOn(plan: string, active: number, status = 200, isSuspended = false): Given {
  const times = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };
  const state = { plan, is_suspended: isSuspended, max_active_keys: 25, api_keys: { active } };
  return { status, body: { object: "account", account_id: "a1", name: null, ...state, ...times } };
}

const noAccount: Given = {
  status: 404,
  body: { error: "Account not found", code: "account_not_found" },
};

function key(status: number, previous_secret?: unknown): Given {
  return { status, body: keyObject({ previous_secret }) };
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
      "Move a1 from agency to pro? Plan pro cannot call the API. Its 3 active keys will get 403 from the next request.",
    ]);
    expect([exitCode, changes]).toEqual([0, [{ plan: "pro" }]]);
    expect(terminal.noted).toEqual(["Updated a1: plan: agency → pro"]);
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
    expect(terminal.noted.join()).toMatch(/1 active key will get 403.*pass --yes/);
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
      "No changes: a1 already has these settings.",
    ],
    ["changed", accountOn("free", 0), accountOn("pro", 0), "Updated a1: plan: free → pro"],
  ])("says that the account is %s", async (_, before, after, said) => {
    const terminal = nobody();
    await run(put("pro"), terminal, before, after);
    expect(terminal.noted).toEqual([said]);
  });
});

describe("accounts put without a plan", () => {
  it("changes the rest, and asks nothing", async () => {
    const words = ["accounts", "put", "a1", "--name", "New"];
    const { exitCode, changes } = await run(words, nobody(), accountOn("agency", 2));
    expect([exitCode, changes]).toEqual([0, [{ name: "New" }]]);
  });
});

describe("accounts suspend", () => {
  const suspend = (...words: string[]) => ["accounts", "suspend", "a1", ...words];
  const standing = (active: number) => accountOn("agency", active);
  const suspended = accountOn("agency", 3, 200, true);

  it("asks first, and names how many keys that shuts out", async () => {
    const terminal = agreeing();
    const { exitCode, changes } = await run(suspend(), terminal, standing(3), suspended);
    expect(terminal.questions).toEqual([
      "Suspend a1? Its 3 active keys will get 403 from the next request.",
    ]);
    expect([exitCode, changes]).toEqual([0, [{ is_suspended: true }]]);
    expect(terminal.noted).toEqual(["Updated a1: is_suspended: false → true"]);
  });

  it("counts a single key, and none", async () => {
    for (const [active, text] of [
      [1, "Its 1 active key will get 403"],
      [0, "It has no active keys."],
    ] as const) {
      const terminal = declining();
      await run(suspend(), terminal, standing(active));
      expect(terminal.questions.join()).toContain(text);
    }
  });

  it.each([
    ["declined", declining, 1],
    ["nobody to ask", nobody, 2],
  ])("changes nothing with %s", async (_, terminalFor, code) => {
    const { exitCode, changes } = await run(suspend(), terminalFor(), standing(3));
    expect([exitCode, changes]).toEqual([code, []]);
  });

  it("asks nothing with --yes, nor if the account is suspended already", async () => {
    const told = await run(suspend("--yes"), nobody(), standing(3), suspended);
    expect([told.exitCode, told.changes]).toEqual([0, [{ is_suspended: true }]]);
    const terminal = nobody();
    const again = await run(suspend(), terminal, suspended, suspended);
    expect(again.exitCode).toBe(0);
    expect(terminal.noted).toEqual(["No changes: a1 already has these settings."]);
  });

  it("is lifted without a question", async () => {
    const terminal = nobody();
    const words = ["accounts", "unsuspend", "a1"];
    const { exitCode, changes } = await run(words, terminal, suspended, standing(3));
    expect([exitCode, changes]).toEqual([0, [{ is_suspended: false }]]);
    expect(terminal.noted).toEqual(["Updated a1: is_suspended: true → false"]);
  });

  it.each([[suspend("--yes")], [["accounts", "unsuspend", "a1"]]])(
    "makes no account: %j",
    async (words) => {
      const terminal = nobody();
      const { exitCode, changes } = await run(words, terminal, noAccount);
      expect([exitCode, changes]).toEqual([1, []]);
      expect(terminal.noted.join()).toContain("Account not found");
    },
  );
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
      "Rotate sk_live_3kTMd92x? Its current secret stops working immediately: callers that use it get 401.",
    ]);
    expect([exitCode, changes]).toEqual([0, [{ grace_period_seconds: 0 }]]);
    expect(terminal.noted).toContain("The old secret no longer works.");
  });

  it("asks before it ends a secret that is still in its grace period", async () => {
    const terminal = declining();
    const { exitCode, changes } = await run(rotate(), terminal, key(200, inGrace));
    expect(terminal.questions).toEqual([
      "Rotate sk_live_3kTMd92x? Its old secret, valid until 2026-01-02T00:00:00Z, stops working immediately: not used since the rotation.",
    ]);
    expect([exitCode, changes]).toEqual([1, []]);
  });

  it("refuses to end a secret where there is nobody to ask, and takes --yes for an answer", async () => {
    const refused = await run(rotate("--grace", "0"), nobody(), key(200));
    expect([refused.exitCode, refused.changes]).toEqual([2, []]);
    const told = await run(rotate("--grace", "0", "--yes"), nobody(), key(201));
    expect([told.exitCode, told.changes]).toEqual([0, [{ grace_period_seconds: 0 }]]);
  });
});
