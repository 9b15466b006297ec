import type { Terminal } from "./terminal.ts";

/** A command that is silent for longer looks stuck. */
export const silenceMs = 2000;
const progressMs = 1000;

type Shows = Pick<Terminal, "note" | "progress" | "showsProgress">;

/**
 * Says what the command waits for: on a terminal a progress line that counts the seconds, from the
 * first one on; elsewhere one note after two seconds.
 */
export async function noteIfSlow<T>(
  text: string,
  terminal: Shows | undefined,
  work: () => Promise<T>,
): Promise<T> {
  let seconds = 0;
  const timer = terminal?.showsProgress
    ? setInterval(() => terminal.progress(`${text}: ${++seconds} s`), progressMs)
    : setTimeout(() => terminal?.note(text), silenceMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (seconds > 0) terminal?.progress("");
  }
}
