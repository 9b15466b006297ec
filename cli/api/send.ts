import { CliError } from "../exit-code.ts";
import type { Fetch } from "../network/fetch.ts";
import { type ApiResponse, parseResponse } from "./api-response.ts";
import type { Call } from "./call.ts";

/** Why an attempt got no response from the API. */
export interface NoResponse {
  readonly reason: string;
  /** Whether the API may have received the call. */
  readonly wasSent: boolean;
}

export interface Destination {
  /** As returned by `managementAddress`. */
  readonly address: string;
  readonly token: string;
  readonly fetch: Fetch;
}

/**
 * Makes one attempt at a call.
 *
 * @throws CliError if something other than this API listens at the address
 */
export async function send(
  call: Call,
  destination: Destination,
  timeoutMs: number,
): Promise<ApiResponse | NoResponse> {
  const { address, fetch } = destination;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const request = { ...requestOf(call, destination.token), signal };
    const response = await fetch(urlOf(call, address), request);
    const { status, headers } = response;
    const parsed = parseResponse(status, headers, await response.text());
    return parsed ?? foreignResponse(status, address);
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (!signal.aborted) return describe(error, address);
    const reason = `No response from ${address} within ${Math.round(timeoutMs / 1000)} s`;
    return { reason, wasSent: true };
  }
}

function requestOf({ method, body, idempotencyKey }: Call, token: string) {
  return {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      // Shown in the audit trail.
      "User-Agent": "latchkey-cli",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // The token must not follow a redirect to another address.
    redirect: "manual",
  } as const;
}

function urlOf({ path, query = {} }: Call, address: string): URL {
  const url = new URL(address + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** CloudFront and proxies have pages of their own for an API that they could not reach. */
function foreignResponse(status: number, address: string): NoResponse {
  const { origin } = new URL(address);
  const reason = `${origin} returned status ${status}, but not a Latchkey response`;
  if (status >= 500) return { reason, wasSent: true };
  throw new CliError("unreachable", `${reason}. Check the address.`);
}

/** Connection timeouts, a tunnel that a proxy refused, bad certificates: nothing was sent yet. */
const connecting = /^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_ABORTED|ERR_TLS_)|CERT|SIGNATURE/;

function describe(error: unknown, address: string): NoResponse {
  const cause = causeOf(error);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const syscall = cause instanceof Error && "syscall" in cause ? cause.syscall : undefined;
  const wasSent = !(syscall === "connect" || syscall === "getaddrinfo" || connecting.test(code));
  const text = cause instanceof Error ? cause.message : String(cause);
  return { reason: `Request to ${address} failed: ${text}`, wasSent };
}

/** `fetch` puts the actual error into `cause`, and tries several addresses of a name. */
function causeOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? error : causeOf(cause);
}
