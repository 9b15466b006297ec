import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../../core/key/api-key.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";
import { keyObject, runAgainst } from "./support/run-against.ts";

const key = { status: 200, body: { ...keyObject(), last_used_at: "2026-02-01T00:00:00Z" } };
const looked = "GET /keys/3kTMd92x";
const own = "/accounts/a1/keys/3kTMd92x";

async function run(words: readonly string[], terminal = new RecordingTerminal()) {
  const { exitCode, requests } = await runAgainst(words, terminal, key, key, key);
  const asked = requests.map(({ method, url }) => {
    const { pathname } = new URL(url ?? "", "http://localhost");
    return `${method} ${pathname.replace("/api/manage/v1", "")}`;
  });
  return { exitCode, asked, said: terminal.noted.join("\n") };
}

const commands: readonly (readonly [words: string[], last: string])[] = [
  [["keys", "get"], ""],
  [["keys", "show"], ""],
  [["keys", "update", "--name", "x"], `PATCH ${own}`],
  [["keys", "update", "--quota-day", "1"], `PATCH ${own}`],
  [["keys", "pause"], `PATCH ${own}`],
  [["keys", "resume"], `PATCH ${own}`],
  [["keys", "rotate", "--yes"], `POST ${own}/rotate`],
  [["keys", "revoke", "--yes"], `DELETE ${own}`],
];

describe("a key on the command line", () => {
  it.each(commands)("is enough without its account: %j", async (words, last) => {
    for (const reference of ["3kTMd92x", "sk_live_3kTMd92x"]) {
      const { exitCode, asked } = await run([...words, reference]);
      expect(exitCode).toBe(0);
      expect(asked).toEqual([looked, ...(last ? [last] : [])]);
    }
  });

  it.each(commands)("has to be the account's that is named before it: %j", async (words, last) => {
    const { exitCode, asked } = await run([...words, "a1", "sk_live_3kTMd92x"]);
    expect(exitCode).toBe(0);
    expect(asked).not.toContain(looked);
    expect(asked.at(-1)).toBe(last || `GET ${own}`);
  });

  it.each(commands)("is not taken whole, and not repeated: %j", async (words) => {
    const { id, text } = issueKey(randomBytes, defaultKeyPrefix);
    for (const named of [[text], ["a1", text], [text, "3kTMd92x"]]) {
      const { exitCode, asked, said } = await run([...words, ...named]);
      expect([exitCode, asked]).toEqual([2, []]);
      expect(said).toContain(`Use its prefix instead: sk_live_${id}. `);
      expect(said).not.toContain(text.slice(-38, -6));
    }
  });

  it.each([
    [["explain"]],
    [["accounts", "get"]],
    [["accounts", "put", "--plan", "pro"]],
    [["accounts", "suspend", "--yes"]],
    [["keys", "list"]],
    [["keys", "create", "--name", "x"]],
    [["events"]],
  ])("is not sent whole in place of an account: %j", async (words) => {
    const { id, text } = issueKey(randomBytes, defaultKeyPrefix);
    const { exitCode, asked, said } = await run([...words, text]);
    expect([exitCode, asked]).toEqual([2, []]);
    expect(said).toContain(`sk_live_${id}`);
    expect(said).not.toContain(text.slice(-38, -6));
  });

  it("is revoked only if somebody confirms, who learns which it is", async () => {
    const declining = new RecordingTerminal({ canAsk: true });
    expect(await run(["keys", "revoke", "3kTMd92x"], declining)).toMatchObject({
      exitCode: 1,
      asked: [looked],
    });
    expect(declining.questions).toEqual([
      "Revoke key sk_live_3kTMd92x (Server) of account a1? It was last used 2026-02-01T00:00:00Z. This cannot be undone.",
    ]);
    const nobody = await run(["keys", "revoke", "a1", "3kTMd92x"]);
    expect(nobody).toMatchObject({ exitCode: 2, asked: [`GET ${own}`] });
    expect(nobody.said).toContain("--yes");
  });
});

describe("accounts", () => {
  const accounts = { status: 200, body: { object: "list", data: [], next_cursor: null } };

  it("are found by contact address and by how their id begins", async () => {
    const words = ["accounts", "list", "--email", "jo+x@example.com", "--id-prefix", "acct_"];
    const { requests } = await runAgainst(words, new RecordingTerminal(), accounts);
    const { searchParams } = new URL(requests[0]?.url ?? "", "http://localhost");
    expect(Object.fromEntries(searchParams)).toEqual({
      email: "jo+x@example.com",
      id_prefix: "acct_",
    });
  });

  it.each([
    [["--contact-email", "jo@example.com"], { contact_email: "jo@example.com" }],
    [["--no-contact-email"], { contact_email: null }],
    [["--name", "x"], { name: "x" }],
  ])("are put with %j", async (flags, body) => {
    const account = {
      object: "account",
      account_id: "a1",
      name: null,
      contact_email: null,
      plan: "agency",
      max_active_keys: 25,
      api_keys: { active: 0 },
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    };
    const given = { status: 200, body: account };
    const words = ["accounts", "put", "a1", ...flags];
    const { changes } = await runAgainst(words, new RecordingTerminal(), given, given);
    expect(changes).toEqual([body]);
  });
});
