import { isTransientCode } from "../aws/aws-error.ts";

/**
 * What an attempt that failed says of itself:
 * `refused`, the service did not do it and would not next time; `postponed`, it did not do it now;
 * `unknown`, it may have been done.
 */
export type AttemptFailure = "refused" | "postponed" | "unknown";

/** Errors of Node's for a connection that was never made, so that nothing was sent. */
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"]);

/** Reads an error of the SDK's. */
export function failureOf(error: unknown): AttemptFailure {
  const { name, code, $metadata } = membersOf(error);
  const status = membersOf($metadata).httpStatusCode;
  if (typeof status !== "number") return neverConnected.has(String(code)) ? "postponed" : "unknown";
  // An earlier attempt of the same transaction is still being made.
  if (name === "TransactionInProgressException" || status >= 500) return "unknown";
  return isTransientCode(String(name)) ? "postponed" : "refused";
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return {};
  const { name, code, $metadata, httpStatusCode }: Record<string, unknown> = { ...value };
  // An error's name may be inherited.
  return { name: value instanceof Error ? value.name : name, code, $metadata, httpStatusCode };
}
