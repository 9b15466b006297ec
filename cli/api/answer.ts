import * as z from "zod";
import type { ErrorCode } from "../../core/errors.ts";
import { CliError } from "../exit-code.ts";

/** What the management API said. */
export interface Answer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly body: unknown;
  /** Gateway and functions log under it. */
  readonly requestId: string | null;
}

const errorBody = z.object({ error: z.string(), code: z.string().optional() });

/** @returns undefined where the answer is not one of this API: something else answered */
export function parseAnswer(
  status: number,
  headers: Pick<Headers, "get">,
  text: string,
): Answer | undefined {
  const body = parseJson(text);
  const isSuccess = status >= 200 && status < 300;
  const isOurs = isSuccess ? body !== undefined : errorBody.safeParse(body).success;
  return isOurs ? { status, headers, body, requestId: headers.get("x-amzn-requestid") } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Throttled, or out of reach for a moment. */
export function isTransient({ status }: Answer): boolean {
  return status === 429 || status === 503;
}

export function retryAfterMs({ headers }: Answer): number | undefined {
  const seconds = headers.get("retry-after");
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** The one message of an error answer; undefined where the answer is none. */
export function errorOf({ status, body }: Answer): string | undefined {
  if (status < 400) return undefined;
  return errorBody.safeParse(body).data?.error ?? `status ${status}`;
}

/** Whether an answer is one of these errors. */
export function hasCode({ status, body }: Answer, ...codes: readonly ErrorCode[]): boolean {
  const code = status < 400 ? undefined : errorBody.safeParse(body).data?.code;
  return codes.some((each) => each === code);
}

/** Status and request id, as logs are searched for them. */
export function referenceOf({ status, requestId }: Answer): string {
  return requestId === null ? String(status) : `${status}, request ${requestId}`;
}

/** @throws CliError with what the API said, where it refused or could not */
export function succeed(answer: Answer): unknown {
  const error = errorOf(answer);
  if (error === undefined) return answer.body;
  const kind = answer.status >= 500 || answer.status === 429 ? "unreachable" : "refused";
  throw new CliError(kind, `${error} (${referenceOf(answer)})`);
}
