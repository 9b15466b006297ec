/**
 * Reach: the reference's examples as child processes, against a local gateway on 127.0.0.1. The ids
 * in them are replaced by ones that there are. What this machine lacks a runtime for is skipped.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { examples, withRuntime } from "./support/docs-programs.ts";
import { programTimeoutMs } from "./support/run-program.ts";

let local: RunningLatchkey;
let accountId: string;

beforeAll(async () => {
  local = await startLocal({ port: 0 });
  accountId = await newAccount(local, "agency");
}, programTimeoutMs);

afterAll(async () => {
  await local?.stop();
});

const languages = ["bash", "javascript", "python", "go"];

/** The calls of a page, by the method and path that its JavaScript names, with all four programs. */
function callsOn(path: string): { call: string; programs: Map<string, string> }[] {
  const programs = (examples.get(path) ?? []).filter(({ language }) =>
    languages.includes(language),
  );
  return Array.from({ length: programs.length / languages.length }, (_, place) => {
    const group = programs.slice(place * languages.length, (place + 1) * languages.length);
    const script = group.find(({ language }) => language === "javascript")?.code ?? "";
    const [, target = ""] = /LATCHKEY_URL\}([^`]*)`/.exec(script) ?? [];
    const [, method = ""] = /method: "(\w+)"/.exec(script) ?? [];
    return {
      call: `${method} ${target}`,
      programs: new Map(group.map(({ language, code }) => [language, code])),
    };
  });
}

const customerCalls = ["models", "caller", "leaks", "description"].flatMap((tag) =>
  callsOn(`docs/api-reference/${tag}`),
);
const operatorCalls = ["accounts", "keys", "audit", "operations"].flatMap((tag) =>
  callsOn(`docs/operators/api-reference/${tag}`),
);

it("have all four languages for each call", () => {
  expect(customerCalls.length).toBeGreaterThanOrEqual(5);
  expect(operatorCalls.length).toBeGreaterThanOrEqual(14);
  for (const { programs } of [...customerCalls, ...operatorCalls]) {
    expect([...programs.keys()]).toEqual(languages);
  }
});

describe.each(languages)("the reference's examples in %s", (language) => {
  withRuntime(
    language,
    () => local,
    (run) => {
      it.each(customerCalls)(
        "make the call: $call",
        async ({ call, programs }) => {
          const { key } = await newKeyOf(local, accountId);
          const { exitCode, stdout, stderr } = await run(programs.get(language) ?? "", key);

          expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining("rror")]);
          if (language !== "bash") {
            expect(stdout).toMatch(call.startsWith("POST") ? /^204 / : /^200 \{/);
          }
        },
        programTimeoutMs,
      );
    },
  );
});

// Of Go, which is compiled for seconds, the calls above have every form.
describe.each(["bash", "javascript", "python"])("the operators' examples in %s", (language) => {
  withRuntime(
    language,
    () => local,
    (run) => {
      it.each(operatorCalls)(
        "make the call: $call",
        async ({ programs }) => {
          const account = await newAccount(local, "agency");
          const { id, key } = await newKeyOf(local, account);
          const program = (programs.get(language) ?? "")
            .replaceAll("acct_1", account)
            .replaceAll("3kTMd92x", id);
          const placed = `${environment(language)}${program}`;
          const { stdout, stderr } = await run(placed, key);
          const said = stdout + stderr;

          // A program that does not parse, or a body that breaks a rule, says so.
          expect(said).not.toMatch(/SyntaxError|Traceback|syntax error|invalid_fields|not_json/);
          if (language !== "bash")
            expect(stdout).toMatch(/^(200|201|409) \{|^404 .*request_not_found/);
        },
        programTimeoutMs,
      );
    },
  );
});

/** The operator token is no part of the programs' environment here: each reads it from the input. */
function environment(language: string): string {
  if (language === "bash") return "read -r LATCHKEY_OPERATOR_TOKEN\n";
  if (language === "python") return 'import os\nos.environ["LATCHKEY_OPERATOR_TOKEN"] = input()\n';
  return 'import { readFileSync } from "node:fs";\nprocess.env.LATCHKEY_OPERATOR_TOKEN = readFileSync(0, "utf8").trim();\n';
}
