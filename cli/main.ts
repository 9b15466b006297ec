import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { leaveOnClosedPipe } from "./closed-pipe.ts";
import type { CommandContext } from "./command-context.ts";
import { runProgram } from "./run.ts";
import { processTerminal } from "./terminal.ts";

/**
 * Runs a program in this process. Sets the exit code without exiting, so that a pipe gets all of the
 * output.
 */
export async function main(program: (context: CommandContext) => Command): Promise<void> {
  // The SDK would warn on every start when it will drop this version of Node.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  process.stdout.on("error", leaveOnClosedPipe);
  const terminal = processTerminal(process);
  const context = { terminal, environment: process.env, newIdempotencyKey: randomUUID };
  process.exitCode = await runProgram(program(context), process.argv.slice(2), terminal);
}
