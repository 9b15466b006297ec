/**
 * Something the person at the terminal has to change before the gateway can run. Its message is
 * one line that says what is wrong and what to do; anything else that is thrown is a defect.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** The message of anything thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
