import type { Command } from "commander";
import { type Connection, connect, type WhereFlags } from "./deployment/connect.ts";
import type { Terminal } from "./terminal.ts";

/** What commands reach out to. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  readonly newIdempotencyKey: () => string;
}

/** Flags that every command takes. */
export interface CommonFlags extends WhereFlags {
  readonly json?: boolean | undefined;
}

/** Adds the common flags, so that each command's help shows them. */
export function withCommonFlags(command: Command): Command {
  return command
    .option("--stage <stage>", "the deployed stage, such as prod, found by its stack")
    .option("--url <url>", "the API's address (default: LATCHKEY_URL, the local run's)")
    .option("--json", "print JSON, as is done wherever the output is no terminal");
}

export function connectFor(flags: CommonFlags, context: CommandContext): Promise<Connection> {
  return connect(flags, context.environment, context.terminal);
}

/** Prints what the API answered: as it came, or as a person likes to read it. */
export function printResult(
  result: unknown,
  flags: CommonFlags,
  { terminal }: CommandContext,
  render: (result: unknown) => string,
): void {
  const asJson = flags.json === true || !terminal.showsTables;
  terminal.print(asJson ? JSON.stringify(result, null, 2) : render(result));
}
