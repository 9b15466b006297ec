import { CliError } from "../exit-code.ts";
import { noteIfSlow, silenceMs } from "../note-if-slow.ts";
import type { Terminal } from "../terminal.ts";
import {
  type ApiResponse,
  errorOf,
  hasCode,
  isTransient,
  referenceOf,
  retryAfterMs,
} from "./api-response.ts";
import type { Call } from "./call.ts";
import { type Destination, type NoResponse, send } from "./send.ts";

export interface ManagementApi {
  /**
   * Sends a call, and repeats it until there is a response other than 429 or 503.
   *
   * @throws CliError if there is none; it says whether a change may have been made
   */
  request(call: Call): Promise<ApiResponse>;
}

/** The parts of a terminal that say what the command waits for. */
type Waiting = Pick<Terminal, "note" | "progress" | "showsProgress">;

export interface ManagementApiOptions extends Omit<Destination, "token"> {
  /** The credential; a function is asked anew for each attempt. */
  readonly token: string | (() => Promise<string>);
  readonly wait: (ms: number) => Promise<void>;
  /** A monotonic clock in milliseconds. */
  readonly nowMs: () => number;
  /** Gets a note if a call takes long. */
  readonly terminal: Waiting;
}

/** The deadline of a call, over all attempts. */
const deadlineMs = 20_000;
/** Longer than the API's own deadlines (5 s) and timeouts (9 s), so that the API gives up first. */
const attemptMs = 10_000;
/** An attempt with less time left would end before the API's own deadline. */
const leastAttemptMs = 5_000;
const maximumAttempts = 4;
const firstBackoffMs = 250;

/**
 * The management API over HTTP. Connection failures, 429 and 503 are retried until the deadline, if
 * the API's `Retry-After` fits into it. A call that is not repeatable is not retried once it may have
 * taken effect.
 */
export function createManagementApi(options: ManagementApiOptions): ManagementApi {
  const terminal = withoutRepetition(options.terminal);
  return {
    async request(call) {
      const startMs = options.nowMs();
      const leftMs = () => Math.floor(startMs + deadlineMs - options.nowMs());
      let mayBeDone = false;
      for (let attempt = 1; ; attempt++) {
        const outcome = await noteIfSlow(`Waiting for ${options.address}`, terminal, async () => {
          const { token: given } = options;
          const token = typeof given === "string" ? given : await given();
          return send(call, { ...options, token }, Math.min(attemptMs, leftMs()));
        });
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
            `${reasonOf(outcome)}. Retrying in ${seconds(pauseMs)} (attempt ${attempt + 1}).`,
          );
        }
        await options.wait(pauseMs);
      }
    },
  };
}

/** Concurrent calls wait for the same, so the note is printed once. */
function withoutRepetition(terminal: Waiting): Waiting {
  let last = "";
  return {
    showsProgress: terminal.showsProgress,
    progress: (text) => terminal.progress(text),
    note(text) {
      if (text !== last) terminal.note(text);
      last = text;
    },
  };
}

function pauseAfter(outcome: ApiResponse | NoResponse, attempt: number): number {
  const told = "status" in outcome ? retryAfterMs(outcome) : undefined;
  return told ?? firstBackoffMs * 2 ** (attempt - 1);
}

/** The API says of a 503 by its code whether anything was written; the gateway cannot know. */
function mayHaveChanged({ method }: Call, outcome: ApiResponse | NoResponse): boolean {
  if (method === "GET") return false;
  if (!("status" in outcome)) return outcome.wasSent;
  return outcome.status === 503 && !hasCode(outcome, "unavailable");
}

/** All methods but POST are idempotent. An import is too: its digest is its identity. */
function isRepeatable({ method, path, idempotencyKey }: Call): boolean {
  return method !== "POST" || idempotencyKey !== undefined || path.endsWith("/keys/import");
}

function gaveUp(
  outcome: ApiResponse | NoResponse,
  mayBeDone: boolean,
  attempts: number,
  waitedMs: number,
): CliError {
  const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  const pause = "status" in outcome ? (retryAfterMs(outcome) ?? 0) : 0;
  const later = pause >= leastAttemptMs ? ` The API asks to wait ${seconds(pause)}.` : "";
  const what = `${reasonOf(outcome)}. Gave up after ${tries} in ${seconds(waitedMs)}.${later}`;
  if (!mayBeDone) return new CliError("unreachable", what);
  return new CliError(
    "unknown",
    `The change may or may not have been made. ${what} Check with "latchkey events" before you run this again.`,
  );
}

function reasonOf(outcome: ApiResponse | NoResponse): string {
  if (!("status" in outcome)) return outcome.reason;
  const said = hasCode(outcome, "outcome_unknown")
    ? "The API timed out before it knew the result"
    : errorOf(outcome);
  return `${said} (${referenceOf(outcome)})`;
}

function seconds(ms: number): string {
  return `${ms < 1000 ? Number((ms / 1000).toFixed(2)) : Math.round(ms / 1000)} s`;
}
