import type { Command } from "commander";
import { type Connection, connect, type WhereFlags } from "./deployment/connect.ts";
import type { Terminal } from "./terminal.ts";

/** The environment that commands run in. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  readonly newIdempotencyKey: () => string;
}

/** Flags of every command. */
export interface CommonFlags extends WhereFlags {
  readonly json?: boolean | undefined;
}

/** Adds the common flags, so that each command's help shows them. */
export function withCommonFlags(command: Command): Command {
  return command
    .option("--stage <stage>", "deployed stage, such as prod (found by its stack)")
    .option("--url <url>", "address of the API (default: LATCHKEY_URL, else the local run)")
    .option("--json", "print JSON (default if the output is not a terminal)");
}

export function connectFor(flags: CommonFlags, context: CommandContext): Promise<Connection> {
  return connect(flags, context.environment, context.terminal);
}

/** Prints a response of the API: as JSON, or formatted for people. */
export function printResult(
  result: unknown,
  flags: CommonFlags,
  { terminal }: CommandContext,
  render: (result: unknown, columns: number) => string,
): void {
  const asJson = flags.json === true || !terminal.showsTables;
  terminal.print(asJson ? JSON.stringify(result, null, 2) : render(result, terminal.columns));
}
