import * as z from "zod";

/** API Gateway writes `-` for a missing value. */
const value = z
  .string()
  .optional()
  .transform((text) => (text === "-" || text === "" ? undefined : text));

/** The fields of an access log line of the public API that say what happened to a request. */
const line = z.object({
  requestId: z.string(),
  time: z.string(),
  method: value,
  resource: value,
  status: value.transform((text) => (text === undefined ? undefined : Number(text))),
  responseType: value,
  verdict: value,
  reason: value,
  keyId: value,
  accountId: value,
});

export type AccessLogEntry = z.infer<typeof line>;

/** @returns undefined if the text is no line of the access log */
export function parseEntry(text: string): AccessLogEntry | undefined {
  try {
    return line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Request IDs are UUIDs; API Gateway returns them in `x-amzn-RequestId`. */
export function isRequestId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** A request in the form of the management API's objects. */
export function requestObject(entry: AccessLogEntry) {
  return {
    object: "request",
    request_id: entry.requestId,
    created_at: timeOf(entry),
    method: entry.method ?? null,
    resource: entry.resource ?? null,
    status: entry.status ?? null,
    response_type: entry.responseType ?? null,
    verdict: entry.verdict ?? null,
    reason: entry.reason ?? null,
    key_id: entry.keyId ?? null,
    account_id: entry.accountId ?? null,
  };
}

/** The time of the request, `2026-11-22T19:30:00.123Z`; the log has milliseconds since 1970. */
export function timeOf({ time }: AccessLogEntry): string {
  const epochMs = Number(time);
  return Number.isSafeInteger(epochMs) ? new Date(epochMs).toISOString() : time;
}
