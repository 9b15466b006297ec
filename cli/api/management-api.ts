import { CliError } from "../exit-code.ts";
import { noteIfSlow, silenceMs } from "../note-if-slow.ts";
import type { Terminal } from "../terminal.ts";
import { type Answer, errorOf, hasCode, isTransient, referenceOf, retryAfterMs } from "./answer.ts";
import type { Call } from "./call.ts";
import { type Destination, type NoAnswer, send } from "./send.ts";

export interface ManagementApi {
  /**
   * Asks until there is an answer that is worth having.
   *
   * @throws CliError where none can be had, which says whether a change may have been made
   */
  ask(call: Call): Promise<Answer>;
}

export interface ManagementApiOptions extends Destination {
  readonly wait: (ms: number) => Promise<void>;
  /** Milliseconds that only ever grow. */
  readonly nowMs: () => number;
  /** Who is told what takes so long. */
  readonly terminal: Pick<Terminal, "note">;
}

/** A call is given up after this, whatever went wrong with its attempts. */
const deadlineMs = 20_000;
/** Longer than the API's own deadlines (5 s) and time-outs (9 s), so that it is the one to give up. */
const attemptMs = 10_000;
/** An attempt with less time left would end before the API's own deadline. */
const leastAttemptMs = 5_000;
const maximumAttempts = 4;
const firstBackoffMs = 250;

/**
 * The management API over HTTP. A broken connection, 429 and 503 are tried again within a deadline,
 * if the API's `Retry-After` fits into it. What cannot be repeated is not, once it may have been done.
 */
export function createManagementApi(options: ManagementApiOptions): ManagementApi {
  const terminal = withoutRepetition(options.terminal);
  return {
    async ask(call) {
      const startMs = options.nowMs();
      const leftMs = () => Math.floor(startMs + deadlineMs - options.nowMs());
      let mayBeDone = false;
      for (let attempt = 1; ; attempt++) {
        const outcome = await noteIfSlow(`Waiting for ${options.address}`, terminal, () =>
          send(call, options, Math.min(attemptMs, leftMs())),
        );
        if ("status" in outcome && !isTransient(outcome)) return outcome;
        mayBeDone ||= mayHaveChanged(call, outcome);
        const pauseMs = pauseAfter(outcome, attempt);
        const isLast =
          attempt === maximumAttempts ||
          leftMs() - pauseMs < leastAttemptMs ||
          (mayBeDone && !isRepeatable(call));
        const waitedMs = deadlineMs - leftMs();
        if (isLast) throw gaveUp(outcome, mayBeDone, attempt, waitedMs);
        if (waitedMs >= silenceMs) {
          terminal.note(
            `${reasonOf(outcome)}. Trying again in ${seconds(pauseMs)} (${attempt + 1}).`,
          );
        }
        await options.wait(pauseMs);
      }
    },
  };
}

/** Several calls at once wait for the same; it is said once. */
function withoutRepetition(terminal: Pick<Terminal, "note">): Pick<Terminal, "note"> {
  let last = "";
  return {
    note(text) {
      if (text !== last) terminal.note(text);
      last = text;
    },
  };
}

function pauseAfter(outcome: Answer | NoAnswer, attempt: number): number {
  const told = "status" in outcome ? retryAfterMs(outcome) : undefined;
  return told ?? firstBackoffMs * 2 ** (attempt - 1);
}

/** The API says of a 503 by its code whether anything was written; the gateway cannot know. */
function mayHaveChanged({ method }: Call, outcome: Answer | NoAnswer): boolean {
  if (method === "GET") return false;
  if (!("status" in outcome)) return outcome.wasSent;
  return outcome.status === 503 && !hasCode(outcome, "unavailable");
}

/** All methods but POST have the same effect twice, and so has an import: its digest is its identity. */
function isRepeatable({ method, path, idempotencyKey }: Call): boolean {
  return method !== "POST" || idempotencyKey !== undefined || path.endsWith("/keys/import");
}

function gaveUp(
  outcome: Answer | NoAnswer,
  mayBeDone: boolean,
  attempts: number,
  waitedMs: number,
): CliError {
  const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  const pause = "status" in outcome ? (retryAfterMs(outcome) ?? 0) : 0;
  const later = pause >= leastAttemptMs ? ` It asks to wait ${seconds(pause)}.` : "";
  const what = `${reasonOf(outcome)}. Gave up after ${tries} in ${seconds(waitedMs)}.${later}`;
  if (!mayBeDone) return new CliError("unreachable", what);
  return new CliError(
    "unknown",
    `It is not known whether the change was made. ${what} Look before you run this again: latchkey events tells.`,
  );
}

function reasonOf(outcome: Answer | NoAnswer): string {
  if (!("status" in outcome)) return outcome.reason;
  const said = hasCode(outcome, "outcome_unknown")
    ? "The API got no answer in time and does not know either"
    : errorOf(outcome);
  return `${said} (${referenceOf(outcome)})`;
}

function seconds(ms: number): string {
  return `${ms < 1000 ? Number((ms / 1000).toFixed(2)) : Math.round(ms / 1000)} s`;
}
