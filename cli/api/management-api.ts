import { CliError } from "../exit-code.ts";
import { type Answer, isTransient, readAnswer, retryAfterMs } from "./answer.ts";

export type Method = "GET" | "PUT" | "POST" | "PATCH" | "DELETE";

export interface Call {
  readonly method: Method;
  /** Below `/manage/v1`, with its segments encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Makes a repeated POST the same one (`Idempotency-Key`). */
  readonly idempotencyKey?: string;
}

export interface ManagementApi {
  /**
   * Asks until there is an answer that is worth having.
   *
   * @throws CliError where none can be had
   */
  ask(call: Call): Promise<Answer>;
}

export interface ManagementApiOptions {
  /** As `managementAddress` gives it. */
  readonly address: string;
  readonly token: string;
  readonly fetch: typeof globalThis.fetch;
  readonly wait: (ms: number) => Promise<void>;
}

/** Longer than API Gateway's own patience of 29 s, so that it is the one to give up. */
const timeoutMs = 35_000;
const maximumAttempts = 4;
const firstBackoffMs = 250;

/**
 * The management API over HTTP. A broken connection, 429 and 503 are tried again, `Retry-After`
 * permitting: every call either has the same effect twice or carries an Idempotency-Key.
 */
export function createManagementApi(options: ManagementApiOptions): ManagementApi {
  return {
    async ask(call) {
      for (let attempt = 1; ; attempt++) {
        const isLast = attempt === maximumAttempts;
        const outcome = await send(call, options);
        const backoffMs = firstBackoffMs * 2 ** (attempt - 1);
        if (outcome instanceof CliError) {
          if (isLast) throw outcome;
          await options.wait(backoffMs);
        } else if (!isLast && isTransient(outcome)) {
          await options.wait(retryAfterMs(outcome) ?? backoffMs);
        } else {
          return outcome;
        }
      }
    },
  };
}

async function send(call: Call, options: ManagementApiOptions): Promise<Answer | CliError> {
  const { method, body, idempotencyKey } = call;
  let response: Response;
  try {
    response = await options.fetch(urlOf(call, options.address), {
      method,
      headers: {
        Authorization: `Bearer ${options.token}`,
        // What the audit trail shows of who came.
        "User-Agent": "latchkey-cli",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The token is for this address alone.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return await readAnswer(response);
  } catch (error) {
    if (error instanceof CliError) throw error;
    return new CliError("unreachable", `${options.address} does not answer: ${reasonOf(error)}`);
  }
}

function urlOf({ path, query = {} }: Call, address: string): URL {
  const url = new URL(address + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** `fetch` hides what happened in the error's cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && cause.message) return cause.message;
  if (cause instanceof AggregateError) return reasonOf({ cause: cause.errors[0] });
  return error instanceof Error ? error.message : String(error);
}
