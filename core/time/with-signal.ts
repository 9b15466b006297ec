import { type Deadline, DeadlineError } from "./deadline.ts";

/**
 * Makes one attempt with a signal that is aborted after `ms`, with the deadline, or with the
 * request's answer, whichever comes first. Rejects then, whether or not the attempt heeds the signal.
 */
export async function withSignal<T>(
  deadline: Deadline,
  ms: number,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort(new DeadlineError("given up: no answer in time"));
  const timer = setTimeout(abort, Math.min(ms, deadline.remainingMs));
  const forget = deadline.onEnd(abort);
  try {
    return await Promise.race([attempt(signal), rejectionBy(signal)]);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

function rejectionBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
