import * as z from "zod";
import { CliError } from "../exit-code.ts";

/** What the management API said. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** Gateway and functions log under it. */
  readonly requestId: string | null;
}

const errorBody = z.object({ error: z.string() });

/** @throws CliError where the answer is not one of this API: something else listens there */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  const requestId = headers.get("x-amzn-requestid");
  try {
    const body: unknown = JSON.parse(text);
    if (response.ok || errorBody.safeParse(body).success) {
      return { status, headers, body, requestId };
    }
  } catch {
    // Told below.
  }
  const { origin } = new URL(response.url);
  throw new CliError(
    "unreachable",
    `${origin} answered ${status} with something other than Latchkey's JSON: check the address.`,
  );
}

/** Throttled, or out of reach for a moment. */
export function isTransient({ status }: Answer): boolean {
  return status === 429 || status === 503;
}

/** No server of this product asks for more than a minute. */
const longestWaitMs = 61_000;

export function retryAfterMs({ headers }: Answer): number | undefined {
  const seconds = headers.get("retry-after");
  if (seconds === null || !/^\d{1,4}$/.test(seconds)) return undefined;
  return Math.min(Number(seconds) * 1000, longestWaitMs);
}

/** The one message of an error answer; undefined where the answer is none. */
export function errorOf({ status, body }: Answer): string | undefined {
  if (status < 400) return undefined;
  return errorBody.safeParse(body).data?.error ?? `status ${status}`;
}

/** @throws CliError with what the API said, where it refused or could not */
export function succeed(answer: Answer): unknown {
  const error = errorOf(answer);
  if (error === undefined) return answer.body;
  const kind = answer.status >= 500 || answer.status === 429 ? "unreachable" : "refused";
  const id = answer.requestId === null ? "" : `, request ${answer.requestId}`;
  throw new CliError(kind, `${error} (${answer.status}${id})`);
}
