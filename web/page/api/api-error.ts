import type { ErrorCode } from "../../../core/errors.ts";
import { isRecord } from "./fields.ts";

/** An error response, with the message from the API. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** Undefined if something other than the API answered. */
  readonly code: string | undefined;
  /** The rule of each field at fault. */
  readonly fields: ReadonlyMap<string, string>;

  /** @param body as it came, whatever it is */
  constructor(status: number, body: unknown) {
    const { error, code, fields } = isRecord(body) ? body : {};
    super(typeof error === "string" && error ? error : `The service returned status ${status}.`);
    this.status = status;
    this.code = typeof code === "string" ? code : undefined;
    this.fields = new Map(
      Object.entries(isRecord(fields) ? fields : {}).map(([field, rule]) => [field, String(rule)]),
    );
  }
}

/** No response: it is unknown whether the request had an effect. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The API no longer accepts the access token, and it could not be renewed. */
export class SessionEnded extends Error {
  override readonly name = "SessionEnded";
}

/** An operator is signed in, who has no account. */
export class NoAccount extends Error {
  override readonly name = "NoAccount";
}

/** Returns an explanation of an error for the user. */
export function explain(error: unknown): string {
  if (error instanceof SessionEnded) return "Your session has ended. Sign in again to continue.";
  if (error instanceof Unreachable) {
    return "The service could not be reached. Check your connection, then try again.";
  }
  if (error instanceof NoAccount) return "You are signed in as an operator, who has no account.";
  if (error instanceof ApiError) return explainStatus(error);
  return "The service returned an unexpected response. Try again in a moment.";
}

function explainStatus({ status, message }: ApiError): string {
  if (status === 429) return "Too many requests. Try again in a moment.";
  if (status >= 500) return "The service is temporarily unavailable. Try again in a moment.";
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** Whether the request may have taken effect despite the error. */
export function isUncertain(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ApiError && error.status >= 500);
}

export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  return error instanceof ApiError && codes.some((code) => code === error.code);
}

/** Whether the error shows that the page's data is out of date. */
export function isOutOfDate(error: unknown): boolean {
  return hasCode(
    error,
    "account_not_found",
    "key_not_found",
    "active_key_limit_reached",
    "key_revoked",
    "key_expired",
    "paused_by_operator",
  );
}

/**
 * The fields that the API found at fault, each with its rule as a sentence.
 *
 * @returns undefined if the error is about anything else
 */
export function fieldFaults(error: unknown): ReadonlyMap<string, string> | undefined {
  if (!(error instanceof ApiError) || !hasCode(error, "invalid_fields")) return undefined;
  const faults = new Map<string, string>();
  for (const [path, rule] of error.fields) {
    const [field, sentence] = faultOf(path, rule);
    // Of several faults in a list, the first is shown.
    if (!faults.has(field)) faults.set(field, sentence);
  }
  return faults;
}

/** A fault in a list is its field's: `allowed_ips.1` is about the second entry of `allowed_ips`. */
function faultOf(field: string, rule: string): readonly [string, string] {
  const [, list, index] = /^(.+)\.(\d+)$/.exec(field) ?? [];
  return list === undefined
    ? [field, asSentence(rule)]
    : [list, `Entry ${Number(index) + 1}: ${rule}.`];
}

function asSentence(rule: string): string {
  return `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}
