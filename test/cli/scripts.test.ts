import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { runTool } from "./support/run-tool.ts";

/* Scripts of a checkout, as `npm run` starts them. */

it.each([
  ["smoke", /^Usage: npm run smoke -- \[options\][\s\S]* --local +start a local run/],
  ["openapi", /^Usage: npm run openapi \[-- FILE\]/],
  ["validate:cfn", /^Usage: npm run validate:cfn/],
] as const)("npm run %s -- --help prints its usage, and does nothing else", async (tool, usage) => {
  const { exitCode, stdout, stderr } = await runTool(tool, ["--help"], {});
  expect(stdout).toMatch(usage);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(existsSync("--help")).toBe(false);
});

it.each([
  ["smoke", ["--local", "--url", "http://127.0.0.1:9"], "'--local' cannot be used with"],
  ["openapi", ["one", "two"], "Unexpected argument: two"],
  ["validate:cfn", ["--stage"], "Unknown option '--stage'"],
] as const)("npm run %s refuses wrong words", async (tool, words, message) => {
  const { exitCode, stdout, stderr } = await runTool(tool, words, {});
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

it("a reader may leave npm run openapi early", async () => {
  const node = JSON.stringify(process.execPath);
  const script = `set -o pipefail; ${node} --import tsx bin/openapi.ts | head -c 1`;
  const ended = await new Promise((resolve) => {
    execFile("bash", ["-c", script], (error, stdout, stderr) => resolve([error, stdout, stderr]));
  });
  expect(ended).toEqual([null, "{", ""]);
});
