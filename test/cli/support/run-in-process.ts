import { randomUUID } from "node:crypto";
import { latchkeyProgram } from "../../../cli/latchkey.ts";
import { runProgram } from "../../../cli/run.ts";
import { RecordingTerminal } from "../../unit/cli/support/recording-terminal.ts";
import { jsonOf, type ToolResult } from "./run-tool.ts";

/**
 * Runs a command of the CLI as `runTool` does, but in this process, which takes a third of the time. What the
 * process itself would find, such as the AWS SDK's settings, is that of the tests.
 */
export async function runInProcess(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ToolResult> {
  const terminal = new RecordingTerminal();
  const program = latchkeyProgram({ terminal, environment, newIdempotencyKey: randomUUID });
  const exitCode = await runProgram(program, words, terminal);
  const stdout = asLines(terminal.printed);
  return { exitCode, stdout, stderr: asLines(terminal.noted), json: jsonOf(stdout) };
}

function asLines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
