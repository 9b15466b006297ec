/** An error response, with the message from the API. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
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

/** Returns an explanation of an error for the user. */
export function explain(error: unknown): string {
  if (error instanceof SessionEnded) return "Your session has ended. Sign in again to continue.";
  if (error instanceof Unreachable) {
    return "The service could not be reached. Check your connection, then try again.";
  }
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

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

/** Whether the error shows that the page's data is out of date. */
export function isOutOfDate(error: unknown): boolean {
  return isStatus(error, 404) || isStatus(error, 409);
}

const fieldFault = /^([a-z_]+): (.+)$/;

/**
 * The fields that a 400 names, each with its rule: `name: must be …; expires_at: must be …`.
 *
 * @returns undefined if the error is about anything else
 */
export function fieldFaults(error: unknown): ReadonlyMap<string, string> | undefined {
  if (!(error instanceof ApiError) || error.status !== 400) return undefined;
  const faults = error.message.split("; ").map((part) => fieldFault.exec(part));
  const entries = faults.flatMap((match) =>
    match?.[1] && match[2] ? [[match[1], asSentence(match[2])] as const] : [],
  );
  return entries.length === faults.length ? new Map(entries) : undefined;
}

function asSentence(rule: string): string {
  return `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}
