import { type Command, CommanderError } from "commander";
import { refuseContradictions } from "./contradictions.ts";
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
  const asJson = isJsonWanted(words);
  try {
    if (words.some((word) => tokenFlag.test(word))) {
      throw new CliError(
        "misuse",
        "The operator token is not accepted on the command line, where other processes and the shell history see it. Set LATCHKEY_OPERATOR_TOKEN, pass --stage, or type it when asked.",
      );
    }
    refuseContradictions(program);
    speakThrough(program, terminal, asJson);
    await program.parseAsync([...words], { from: "user" });
    return exitCodes.done;
  } catch (error) {
    return explain(error, terminal, asJson);
  } finally {
    terminal.progress("");
  }
}

/** Words after `--` are no flags. */
function isJsonWanted(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).includes("--json");
}

function explain(error: unknown, terminal: Terminal, asJson: boolean): number {
  if (error instanceof CommanderError) {
    const isHelp = error.code === "commander.helpDisplayed" || error.code === "commander.version";
    if (isHelp) return exitCodes.done;
    const message = error.message.replace(/^error: /, "");
    // Without --json, Commander has said it already.
    if (asJson) terminal.note(jsonError(new CliError("misuse", message)));
    return exitCodes.misuse;
  }
  if (error instanceof CliError) {
    terminal.note(asJson ? jsonError(error) : `error: ${error.message}`);
    return error.exitCode;
  }
  const defect = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = `This is a bug in the Latchkey CLI:\n${defect}`;
  terminal.note(asJson ? jsonError(new CliError("defect", message)) : message);
  return exitCodes.defect;
}

function jsonError({ message, code, fields }: CliError): string {
  return JSON.stringify({ error: message, code, fields });
}

/** Redirects help and usage errors of a command and its subcommands; errors throw, not exit. */
function speakThrough(command: Command, terminal: Terminal, asJson: boolean): void {
  command
    .exitOverride()
    .showHelpAfterError(usageHelp)
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => {
        if (!asJson) terminal.note(text.trimEnd());
      },
    });
  for (const below of command.commands) speakThrough(below, terminal, asJson);
}
