import { CliError } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/**
 * Asks for confirmation before a command continues.
 *
 * @throws CliError if they do not, or where nobody is there to be asked
 */
export async function confirmOrRefuse(question: string, terminal: Terminal): Promise<void> {
  if (!terminal.canAsk) {
    throw new CliError(
      "misuse",
      `${question} Cannot ask without a terminal: pass --yes to confirm. Nothing was changed.`,
    );
  }
  if (await terminal.confirm(question)) return;
  throw new CliError("refused", "Not confirmed: nothing was changed.");
}
