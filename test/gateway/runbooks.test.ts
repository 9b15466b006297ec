import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type FindableRun, startFindable } from "../cli/support/local-run.ts";
import { synthesised } from "../infra/support/synthesised.ts";
import { cliProgram } from "../support/cli-program.ts";
import { callModels, newAccount, newKeyOf } from "./support/operator.ts";

/*
 * Reach: 127.0.0.1; the shell blocks of docs/runbooks.md, as bash runs them, against a local run of prod. `npx`
 * runs the CLI, which finds the run in place of the stage. `aws` knows the stack's outputs and does nothing
 * else but refuse a search of a whole log; `npm` and `curl` do nothing.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const document = readFileSync(join(root, "docs/runbooks.md"), "utf8");
const [head = "", ...sections] = document.split(/^## /m);
const blocksOf = (text: string) =>
  [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = ""]) => block).join("");
const runbooks = sections
  .map((text): [string, string] => [text.slice(0, text.indexOf("\n")), blocksOf(text)])
  .filter(([, script]) => script !== "");

let run: FindableRun;
let tools: string;

beforeAll(async () => {
  const context = { webhookUrl: "http://127.0.0.1:4000/hook" };
  const { directory } = await synthesised("prod", { context });
  run = await startFindable({ assemblyDirectory: directory, reportFailure: () => {} });
  tools = mkdtempSync(join(tmpdir(), "latchkey-tools-"));
  writeFileSync(join(tools, "outputs.json"), JSON.stringify(Object.fromEntries(run.outputs)));
  for (const [name, value] of run.outputs)
    writeFileSync(join(tools, `output-${name}`), `${value}\n`);
  // Nobody is there to confirm.
  tool("npx", [
    'words=(); shift 2; while (($#)); do if [ "$1" = --stage ]; then shift 2; else words+=("$1"); shift; fi; done',
    `case "\${words[*]}" in "keys rotate"*|"accounts suspend"*|rotate-pepper) words+=(--yes);; esac`,
    `exec ${JSON.stringify(process.execPath)} ${JSON.stringify(cliProgram())} "\${words[@]}"`,
  ]);
  tool("aws", [
    // Without a start, the oldest lines of months come first.
    '[[ "$*" != "logs filter-log-events"* || "$*" =~ --start-time\\ [0-9]{13}\\  ]] || exit 1',
    '[[ "$*" = "cloudformation describe-stacks"* ]] || exit 0',
    `name=$(sed -E "s/.*OutputKey=='([A-Za-z]+)'.*/\\1/" <<< "$*")`,
    `cat ${JSON.stringify(tools)}/"output-$name" 2>/dev/null || { echo "no output $name" >&2; exit 1; }`,
  ]);
  for (const name of ["npm", "curl"]) tool(name, ["exit 0"]);
});

afterAll(async () => {
  await run.stop();
  rmSync(tools, { recursive: true });
});

function tool(name: string, lines: readonly string[]): void {
  const path = join(tools, name);
  writeFileSync(path, ["#!/usr/bin/env bash", "set -euo pipefail", ...lines, ""].join("\n"));
  chmodSync(path, 0o755);
}

interface Ended {
  readonly exitCode: number;
  readonly printed: string;
}

function bash(script: string, variables: Readonly<Record<string, string>>): Promise<Ended> {
  const env = {
    ...run.environment,
    ...variables,
    HOME: tools,
    PATH: `${tools}:${process.env.PATH}`,
  };
  return new Promise((resolve) => {
    execFile("bash", ["-euo", "pipefail", "-c", script], { env }, (error, stdout, stderr) => {
      const exitCode = error ? Number(error.code ?? 1) : 0;
      resolve({ exitCode, printed: `${stdout}${stderr}` });
    });
  });
}

// A substitution that fails in an argument would go unnoticed otherwise.
const checked = blocksOf(head).replace("output() {", 'output() { known "$1";');
const known = `known() { grep -q "\\"$1\\":" "$OUTPUTS" || { echo "no output $1" >&2; kill $$; }; }\n`;

it.each(runbooks)("the commands of %s do what they say", async (_, script) => {
  const account = await newAccount(run, "agency");
  const { id, key } = await newKeyOf(run, account);
  const refused = await callModels(run, `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`);
  const { exitCode, printed } = await bash(known + checked + script, {
    KEY: id,
    ACCOUNT: account,
    LOG: "ShopAccessLog",
    REQUEST: refused.headers.get("x-amzn-requestid") ?? "",
    OUTPUTS: join(tools, "outputs.json"),
  });
  expect([exitCode, printed]).toEqual([0, expect.any(String)]);
});

it("the log groups and queues that commands look for are in the template", async () => {
  const { template } = await synthesised("prod");
  const named = (type: string, name = "") =>
    Object.keys(template.findResources(type)).filter((id) => id.startsWith(name));
  const groups = [...document.matchAll(/\$\(log (\w+)\)|`(Functions\w+Logs)`/g)];
  expect(groups.length).toBeGreaterThan(7);
  for (const [, called, told] of groups) {
    expect(named("AWS::Logs::LogGroup", called ?? told)).toHaveLength(1);
  }
  const queues = [...document.matchAll(/"Latchkey-\$STAGE-(Events\w+)"/g)];
  expect(queues).toHaveLength(1);
  for (const [, queue] of queues) expect(named("AWS::SQS::Queue", queue)).toHaveLength(1);
});

it("there are commands in most runbooks", () => {
  expect(runbooks.length).toBeGreaterThan(14);
  expect(runbooks.filter(([, script]) => script.includes("latchkey ")).length).toBeGreaterThan(10);
});
