import type { ErrorCode } from "../../../core/errors.ts";
import { isRecord } from "./fields.ts";

/** An answer other than success, with the message that the API gave for people. */
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
    super(typeof error === "string" && error ? error : `The service answered ${status}.`);
    this.status = status;
    this.code = typeof code === "string" ? code : undefined;
    this.fields = new Map(
      Object.entries(isRecord(fields) ? fields : {}).map(([field, rule]) => [field, String(rule)]),
    );
  }
}

/** No answer: whether the request had an effect is not known. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The API does not accept the sign-in any more, and it could not be renewed. */
export class SessionEnded extends Error {
  override readonly name = "SessionEnded";
}

/** What to tell a person of something that did not work out. */
export function explain(error: unknown): string {
  if (error instanceof SessionEnded) return "Your session has ended. Sign in again to go on.";
  if (error instanceof Unreachable) {
    return "The service could not be reached. Check your connection, then try again.";
  }
  if (error instanceof ApiError) return explainStatus(error);
  return "The service answered with something unexpected. Try again in a moment.";
}

function explainStatus({ status, message }: ApiError): string {
  if (status === 429) return "Too many requests just now. Try again in a moment.";
  if (status >= 500) return "The service is temporarily unavailable. Try again in a moment.";
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

/** Whether the request may have had its effect all the same. */
export function isUncertain(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ApiError && error.status >= 500);
}

export function hasCode(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  return error instanceof ApiError && codes.some((code) => code === error.code);
}

/** Whether what the page knows is not what is there any more. */
export function isOutOfDate(error: unknown): boolean {
  return hasCode(
    error,
    "account_not_found",
    "key_not_found",
    "active_key_limit_reached",
    "key_revoked",
    "key_expired",
  );
}

/**
 * The fields that the API found at fault, each with its rule as a sentence.
 *
 * @returns undefined if the error is about anything else
 */
export function fieldFaults(error: unknown): ReadonlyMap<string, string> | undefined {
  if (!(error instanceof ApiError) || !hasCode(error, "invalid_fields")) return undefined;
  return new Map([...error.fields].map(([field, rule]) => [field, asSentence(rule)]));
}

function asSentence(rule: string): string {
  return `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}
