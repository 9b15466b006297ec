/**
 * A problem that the person at the terminal has to solve before the run can start. Its message is
 * one line: what is wrong, and what to do. Anything else that is thrown is a defect.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** The message of anything thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
