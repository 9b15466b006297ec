import { describe, expect, it } from "@jest/globals";
import { Command } from "commander";
import { CliError, exitCodes } from "../../../cli/exit-code.ts";
import { latchkeyProgram } from "../../../cli/latchkey.ts";
import { runProgram } from "../../../cli/run.ts";
import packageFile from "../../../package.json" with { type: "json" };
import { RecordingTerminal } from "./support/recording-terminal.ts";
import { runAgainst } from "./support/run-against.ts";

function run(words: readonly string[], terminal = new RecordingTerminal()): Promise<number> {
  const context = { terminal, environment: {}, newIdempotencyKey: () => "once" };
  return runProgram(latchkeyProgram(context), words, terminal);
}

/** A program whose one command throws. */
function failing(error: unknown): Command {
  return new Command("test").action(() => {
    throw error;
  });
}

const everyCommand = [
  [],
  ["accounts"],
  ["accounts", "list"],
  ["accounts", "get"],
  ["accounts", "put"],
  ["accounts", "suspend"],
  ["accounts", "unsuspend"],
  ["keys"],
  ["keys", "create"],
  ["keys", "list"],
  ["keys", "get"],
  ["keys", "update"],
  ["keys", "pause"],
  ["keys", "resume"],
  ["keys", "rotate"],
  ["keys", "revoke"],
  ["events"],
  ["explain"],
  ["import"],
  ["restore"],
  ["rotate-pepper"],
  ["smoke"],
  ["config"],
  ["config", "check"],
  ["login"],
  ["logout"],
  ["requests"],
  ["break-glass"],
  ["break-glass", "revoke"],
  ["break-glass", "pause"],
  ["webhooks"],
  ["webhooks", "list"],
  ["webhooks", "replay"],
  ["webhooks", "secret"],
  ["complete"],
];

describe("the command line", () => {
  it.each(everyCommand.map((words) => [words]))("helps with %j", async (words) => {
    const terminal = new RecordingTerminal();
    expect(await run([...words, "--help"], terminal)).toBe(0);
    expect(terminal.printed.join("\n")).toContain(`Usage: ${["latchkey", ...words].join(" ")}`);
    const lines = terminal.printed.join("\n").split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it("knows every command that it helps with", () => {
    const terminal = new RecordingTerminal();
    const context = { terminal, environment: {}, newIdempotencyKey: () => "once" };
    const namesOf = (command: Command, path: readonly string[] = []): string[] => [
      path.join(" "),
      ...command.commands.flatMap((each) => namesOf(each, [...path, each.name()])),
    ];
    const tested = everyCommand.map((words) => words.join(" "));
    const names = namesOf(latchkeyProgram(context)).filter((name) => !/(^| )help$/.test(name));
    expect(names.sort()).toEqual(tested.sort());
  });

  it.each(["--version", "-V"])("prints its version with %s", async (flag) => {
    const terminal = new RecordingTerminal();
    expect(await run([flag], terminal)).toBe(0);
    expect(terminal.printed).toEqual([packageFile.version]);
  });

  it.each([[[]], [["import"]], [["rotate-pepper"]]])(
    "says with %j how proxies are used",
    async (words) => {
      const terminal = new RecordingTerminal();
      await run([...words, "--help"], terminal);
      expect(terminal.printed.join()).toContain("Proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY");
    },
  );

  it.each(everyCommand.map((words) => [words]))("lists each argument of %j once", async (words) => {
    const terminal = new RecordingTerminal();
    await run([...words, "--help"], terminal);
    const [, list = ""] = terminal.printed.join("\n").split("\nArguments:\n");
    const names = [...(list.split("\n\n")[0] ?? "").matchAll(/^ {2}(\S+)/gm)].map(
      ([, name]) => name,
    );
    expect(names).toEqual([...new Set(names)]);
  });

  it("names a default as one would type it", async () => {
    const terminal = new RecordingTerminal();
    await run(["explain", "--help"], terminal);
    expect(terminal.printed.join()).toContain("(default: 24h)");
  });

  it("documents its exit codes", async () => {
    const terminal = new RecordingTerminal();
    await run(["--help"], terminal);
    const help = terminal.printed.join("\n");
    expect(help).toContain("Exit codes:\n  0    success");
    for (const code of Object.values(exitCodes).filter((code) => code !== exitCodes.defect)) {
      expect(help).toMatch(new RegExp(`^  ${code} `, "m"));
    }
  });

  it("names the proxies' variables and the day that a rotation leaves", async () => {
    const terminal = new RecordingTerminal();
    await run(["--help"], terminal);
    expect(terminal.printed.join("\n")).toContain("HTTPS_PROXY, HTTP_PROXY and NO_PROXY");
    await run(["keys", "rotate", "--help"], terminal);
    expect(terminal.printed.join("\n")).toMatch(/--grace <time>[^-]*\(default: 24h\)/);
  });

  it.each([
    ["no command", []],
    ["half a command", ["keys"]],
    ["an unknown command", ["kyes"]],
    ["an unknown flag", ["accounts", "list", "--everything"]],
    ["a missing argument", ["accounts", "get"]],
    ["an argument too many", ["accounts", "list", "a"]],
    ["a missing flag", ["keys", "create", "a1"]],
    ["nothing to put", ["accounts", "put", "a1"]],
    [
      "a flag that is no number",
      ["accounts", "put", "a1", "--plan", "pro", "--max-active-keys", "x"],
    ],
    ["a grace period without unit", ["keys", "rotate", "a1", "3kTMd92x", "--grace", "24"]],
    ["an impossible account", ["accounts", "get", "../keys"]],
    ["an impossible key", ["keys", "get", "a1", "key"]],
    ["nothing to change", ["keys", "update", "a1", "3kTMd92x"]],
    ["flags that exclude each other", ["keys", "list", "a1", "--active", "--inactive"]],
    ["completion for no shell", ["complete"]],
    ["completion for an unknown shell", ["complete", "tcsh"]],
    ["no token", ["accounts", "list", "--url", "http://127.0.0.1:1"]],
  ])("takes %s for misuse", async (_, words) => {
    const terminal = new RecordingTerminal();
    expect(await run(words, terminal)).toBe(2);
    expect(terminal.noted.join("\n")).not.toBe("");
    expect(terminal.printed).toEqual([]);
  });

  it.each([["--token"], ["--token=T0PSECRET"], ["-token"], ["--operator-token=T0PSECRET"]])(
    "refuses %s without repeating it",
    async (flag) => {
      const terminal = new RecordingTerminal();
      expect(await run(["accounts", "list", flag, "T0PSECRET"], terminal)).toBe(2);
      expect(terminal.noted.join("\n")).toContain("LATCHKEY_OPERATOR_TOKEN");
      expect(terminal.noted.join("\n")).not.toContain("T0PSECRET");
    },
  );

  it.each([["keys", "get", "a1"], ["keys", "revoke", "a1"], ["explain"]])(
    "refuses a whole key without repeating it: %s %s",
    async (...words) => {
      const terminal = new RecordingTerminal();
      const whole = `sk_live_3kTMd92x_${"a".repeat(38)}`;
      expect(await run([...words.filter((word) => word !== undefined), whole], terminal)).toBe(2);
      expect(terminal.noted.join("\n")).toContain("Use its prefix instead: sk_live_3kTMd92x.");
      expect(terminal.noted.join("\n")).not.toContain("aaaa");
    },
  );
});

describe("a flag and its negation", () => {
  it.each([
    ["keys", "create", "a1", "--name", "x", "--scope", "a", "--no-scope"],
    ["keys", "update", "a1", "3kTMd92x", "--no-scope", "--scope", "a"],
    ["keys", "update", "a1", "3kTMd92x", "--metadata", "a=b", "--no-metadata"],
    ["keys", "update", "a1", "3kTMd92x", "--quota-day", "5", "--no-quota-day"],
    ["accounts", "put", "a1", "--no-metadata", "--metadata", "a=b"],
  ])("are refused together: %s %s …", async (...words) => {
    const terminal = new RecordingTerminal();
    expect(await run(words, terminal)).toBe(2);
    expect(terminal.noted.join()).toMatch(/^error: --(\S+) and --no-\1 cannot be used together\.$/);
  });
});

describe("with --json", () => {
  it.each([
    ["a call that cannot be made", ["accounts", "get", "../keys", "--json"], "misuse"],
    ["an unknown flag", ["accounts", "list", "--json", "--everything"], "misuse"],
    ["a missing argument", ["accounts", "get", "--json"], "misuse"],
    ["a token", ["accounts", "list", "--json", "--token"], "misuse"],
    ["a question nobody can answer", ["keys", "revoke", "a1", "3kTMd92x", "--json"], "misuse"],
  ])("%s is one line of JSON", async (_, words, code) => {
    const terminal = new RecordingTerminal();
    expect(await run(words, terminal)).toBe(2);
    expect(terminal.noted).toHaveLength(1);
    const error = JSON.parse(terminal.noted[0] ?? "");
    expect(error).toEqual({ error: expect.stringMatching(/\S/), code });
    expect(error.error).not.toMatch(/^error:/);
  });

  it("an error of the API has its code and fields", async () => {
    const terminal = new RecordingTerminal();
    const fields = { plan: "must be one of free, pro" };
    const body = { error: "plan: must be one of free, pro", code: "invalid_fields", fields };
    const words = ["accounts", "get", "a1", "--json"];
    const { exitCode } = await runAgainst(words, terminal, { status: 400, body });
    expect(exitCode).toBe(1);
    expect(terminal.noted.map((line) => JSON.parse(line))).toEqual([
      { error: expect.stringContaining(body.error), code: "invalid_fields", fields },
    ]);
  });

  it("a defect is JSON as well", async () => {
    const terminal = new RecordingTerminal();
    const program = failing(new TypeError("x is undefined")).option("--json");
    expect(await runProgram(program, ["--json"], terminal)).toBe(70);
    expect(JSON.parse(terminal.noted[0] ?? "")).toMatchObject({ code: "defect" });
  });

  it("does not count behind --", async () => {
    const terminal = new RecordingTerminal();
    await run(["accounts", "get", "--", "../--json", "--json"], terminal);
    expect(terminal.noted.join()).toMatch(/^error: /);
  });
});

describe("an error", () => {
  it.each([
    ["refused", 1],
    ["misuse", 2],
    ["unreachable", 3],
    ["unknown", 4],
    ["interrupted", 130],
  ] as const)("that is %s ends with %d and one line", async (kind, exitCode) => {
    const terminal = new RecordingTerminal();
    expect(await runProgram(failing(new CliError(kind, "what")), [], terminal)).toBe(exitCode);
    expect(terminal.noted).toEqual(["error: what"]);
  });

  it("that nobody thought of is called a defect", async () => {
    const terminal = new RecordingTerminal();
    expect(await runProgram(failing(new TypeError("x is undefined")), [], terminal)).toBe(70);
    expect(terminal.noted.join("\n")).toContain("TypeError: x is undefined");
  });
});
