import * as z from "zod";
import type { ErrorCode } from "../../core/errors.ts";
import { CliError } from "../exit-code.ts";

/** A response of the management API. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly body: unknown;
  /** The ID under which the gateway and the functions log. */
  readonly requestId: string | null;
}

const errorBody = z.object({
  error: z.string(),
  code: z.string().optional(),
  fields: z.record(z.string(), z.string()).optional(),
});

/** @returns undefined if the response is not from this API but from something else at its address */
export function parseResponse(
  status: number,
  headers: Pick<Headers, "get">,
  text: string,
): ApiResponse | undefined {
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

/** Throttled, or unavailable for a moment: worth a retry. */
export function isTransient({ status }: ApiResponse): boolean {
  return status === 429 || status === 503;
}

export function retryAfterMs({ headers }: ApiResponse): number | undefined {
  const seconds = headers.get("retry-after");
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** The message of an error; undefined for a success. */
export function errorOf({ status, body }: ApiResponse): string | undefined {
  if (status < 400) return undefined;
  return errorBody.safeParse(body).data?.error ?? `status ${status}`;
}

/** Whether a response is one of these errors. */
export function hasCode({ status, body }: ApiResponse, ...codes: readonly ErrorCode[]): boolean {
  const code = status < 400 ? undefined : errorBody.safeParse(body).data?.code;
  return codes.some((each) => each === code);
}

/** Returns status and request ID, to search the logs with. */
export function referenceOf({ status, requestId }: ApiResponse): string {
  return requestId === null ? String(status) : `${status}, request ${requestId}`;
}

/** @throws CliError with the API's message, if the response is an error */
export function succeed(response: ApiResponse): unknown {
  const error = errorOf(response);
  if (error === undefined) return response.body;
  const kind = response.status >= 500 || response.status === 429 ? "unreachable" : "refused";
  const details = errorBody.safeParse(response.body).data;
  throw new CliError(kind, `${error} (${referenceOf(response)})`, details);
}
