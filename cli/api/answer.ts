import * as z from "zod";
import { CliError } from "../exit-code.ts";

/** A response of the management API. */
export interface Answer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly body: unknown;
  /** The ID under which the gateway and the functions log. */
  readonly requestId: string | null;
}

const errorBody = z.object({ error: z.string(), code: z.string().optional() });

/** @returns undefined if the response is not from this API */
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

/** Throttled, or temporarily unavailable. */
export function isTransient({ status }: Answer): boolean {
  return status === 429 || status === 503;
}

export function retryAfterMs({ headers }: Answer): number | undefined {
  const seconds = headers.get("retry-after");
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** Returns the message of an error response; undefined if the response is not an error. */
export function errorOf({ status, body }: Answer): string | undefined {
  if (status < 400) return undefined;
  return errorBody.safeParse(body).data?.error ?? `status ${status}`;
}

/** Returns the error code; undefined if the gateway itself responded. */
export function codeOf({ body }: Answer): string | undefined {
  return errorBody.safeParse(body).data?.code;
}

/** Returns status and request ID, to search the logs with. */
export function referenceOf({ status, requestId }: Answer): string {
  return requestId === null ? String(status) : `${status}, request ${requestId}`;
}

/** @throws CliError with the API's message, if the response is an error */
export function succeed(answer: Answer): unknown {
  const error = errorOf(answer);
  if (error === undefined) return answer.body;
  const kind = answer.status >= 500 || answer.status === 429 ? "unreachable" : "refused";
  throw new CliError(kind, `${error} (${referenceOf(answer)})`);
}
