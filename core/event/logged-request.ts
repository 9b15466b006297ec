/** A request, by its line in an access log. */
export interface LoggedRequest {
  readonly requestId: string;
  /** Milliseconds since 1970, as the log has it. */
  readonly time: string;
  readonly sourceIp: string | undefined;
  readonly method: string | undefined;
  readonly resource: string | undefined;
  readonly status: number | undefined;
  readonly responseType: string | undefined;
  readonly verdict: string | undefined;
  /** Why it was refused, which the caller was not told. */
  readonly reason: string | undefined;
  /** The key that was presented; it need not exist. */
  readonly keyId: string | undefined;
}

/** @returns undefined if the text is no line of the access log */
export function parseLoggedRequest(text: string): LoggedRequest | undefined {
  const line = parseObject(text);
  const { requestId, time } = line;
  if (typeof requestId !== "string" || typeof time !== "string") return undefined;
  const value = (name: string) => {
    const { [name]: found } = line;
    // API Gateway writes `-` for a missing value.
    return typeof found === "string" && found !== "-" && found !== "" ? found : undefined;
  };
  const status = value("status");
  return {
    requestId,
    time,
    sourceIp: value("sourceIp"),
    method: value("method"),
    resource: value("resource"),
    status: status === undefined ? undefined : Number(status),
    responseType: value("responseType"),
    verdict: value("verdict"),
    reason: value("reason"),
    keyId: value("keyId"),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...Object(JSON.parse(text)) };
  } catch {
    return {};
  }
}

/** Request IDs are UUIDs; API Gateway returns them in `x-amzn-RequestId`. */
export const requestIdPattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";
const requestIdGrammar = new RegExp(requestIdPattern);

export function isRequestId(text: string): boolean {
  return requestIdGrammar.test(text);
}

/**
 * A request in the form of the management API's objects.
 *
 * @param accountId the account of its key; undefined if there is no such key, or nobody looked
 */
export function requestObject(request: LoggedRequest, accountId?: string) {
  return {
    object: "request",
    request_id: request.requestId,
    created_at: timeOf(request),
    source_ip: request.sourceIp ?? null,
    method: request.method ?? null,
    resource: request.resource ?? null,
    status: request.status ?? null,
    response_type: request.responseType ?? null,
    verdict: request.verdict ?? null,
    reason: request.reason ?? null,
    key_id: request.keyId ?? null,
    account_id: accountId ?? null,
  } as const;
}

/** The time of the request, `2026-11-22T19:30:00.123Z`; as it is logged if that is no time. */
export function timeOf({ time }: LoggedRequest): string {
  const epochMs = Number(time);
  return Number.isSafeInteger(epochMs) ? new Date(epochMs).toISOString() : time;
}
