import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { runProgram } from "./run.ts";
import { processTerminal } from "./terminal.ts";

/**
 * Runs a program as this process. The exit code is set, not enforced, so that a pipe gets all of
 * the output.
 */
export async function main(program: (context: CommandContext) => Command): Promise<void> {
  // The SDK would announce on every start when it will drop this version of Node.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  process.stdout.on("error", leaveOnClosedPipe);
  const terminal = processTerminal(process);
  const context = { terminal, environment: process.env, newIdempotencyKey: randomUUID };
  process.exitCode = await runProgram(program(context), process.argv.slice(2), terminal);
}

/** `latchkey … | head` ends the reader early; that is no error. */
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}
