import { isTransientCode } from "../aws/aws-error.ts";

/**
 * The outcome of a failed attempt:
 * `refused`, not done, and a retry would fail too; `postponed`, not done, but a retry may succeed;
 * `unknown`, it may have been done.
 */
export type AttemptFailure = "refused" | "postponed" | "unknown";

/** Node's error codes for a connection that was never made, so nothing was sent. */
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
