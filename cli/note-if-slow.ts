import type { Terminal } from "./terminal.ts";

/** A command that is silent for longer looks stuck. */
export const silenceMs = 2000;

/** Prints a note once if the work takes longer than two seconds. */
export async function noteIfSlow<T>(
  text: string,
  terminal: Pick<Terminal, "note"> | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => terminal?.note(text), silenceMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
