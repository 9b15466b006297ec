import { CliError } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/**
 * Lets a command go on only if somebody says so.
 *
 * @throws CliError if they do not, or where nobody is there to be asked
 */
export async function confirmOrRefuse(question: string, terminal: Terminal): Promise<void> {
  if (!terminal.canAsk) {
    throw new CliError(
      "misuse",
      `${question} There is no terminal to confirm it on: pass --yes. Nothing was changed.`,
    );
  }
  if (await terminal.confirm(question)) return;
  throw new CliError("refused", "Not confirmed: nothing was changed.");
}
