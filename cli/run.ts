import { type Command, CommanderError } from "commander";
import { CliError, exitCodes } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

const usageHelp = "(run with --help for usage)";

/** A flag that looks like a token. Checked first, so that its value is never echoed. */
const tokenFlag = /^--?[^=]*token/i;

/**
 * Runs a program and returns its exit code. It never throws: an error becomes a line on stderr and an
 * exit code.
 *
 * @param words the command line after the program's name
 */
export async function runProgram(
  program: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    if (words.some((word) => tokenFlag.test(word))) {
      throw new CliError(
        "misuse",
        "The operator token is not accepted on the command line, where other processes and the shell history see it. Set LATCHKEY_OPERATOR_TOKEN, pass --stage, or type it when asked.",
      );
    }
    speakThrough(program, terminal);
    await program.parseAsync([...words], { from: "user" });
    return exitCodes.done;
  } catch (error) {
    return explain(error, terminal);
  }
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    const isHelp = error.code === "commander.helpDisplayed" || error.code === "commander.version";
    return isHelp ? exitCodes.done : exitCodes.misuse;
  }
  if (error instanceof CliError) {
    terminal.note(`error: ${error.message}`);
    return error.exitCode;
  }
  const defect = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.note(`This is a bug in the Latchkey CLI:\n${defect}`);
  return exitCodes.defect;
}

/** Redirects help and usage errors of a command and its subcommands; errors throw, not exit. */
function speakThrough(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .showHelpAfterError(usageHelp)
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  for (const below of command.commands) speakThrough(below, terminal);
}
