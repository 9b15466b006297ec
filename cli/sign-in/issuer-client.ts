import type { Configuration, ResponseBodyError } from "openid-client";
import { CliError } from "../exit-code.ts";
import { fetchThroughProxies } from "../network/fetch.ts";
import { isLoopback } from "../network/proxies.ts";
import type { SignIn } from "./sign-in-file.ts";

/** A token endpoint's answer. */
interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string | undefined;
  expiresIn(): number | undefined;
}

/** Loaded on demand: few commands need it. */
export const loadLibrary = () => import("openid-client");

const timeoutSeconds = 10;

/** @throws CliError if the issuer cannot be reached, or is none */
export async function discoverIssuer(
  { issuer, clientId }: Pick<SignIn, "issuer" | "clientId">,
  environment: NodeJS.ProcessEnv,
): Promise<Configuration> {
  const client = await loadLibrary();
  const server = new URL(issuer);
  const isLocal = server.protocol === "http:" && isLoopback(server.hostname);
  return callingIssuer(issuer, () =>
    client.discovery(server, clientId, undefined, client.None(), {
      timeout: timeoutSeconds,
      execute: isLocal ? [client.allowInsecureRequests] : [],
      [client.customFetch]: fetchLikeTheRest(environment),
    }),
  );
}

/** With the environment's proxies, as all other requests are made. */
function fetchLikeTheRest(environment: NodeJS.ProcessEnv) {
  const fetch = fetchThroughProxies(environment);
  return async (url: string, { method, headers, body, signal }: RequestOfLibrary) => {
    const text = body === undefined || body === null ? {} : { body: String(body) };
    const request = { method, headers, ...text, redirect: "manual" } as const;
    const response = await fetch(new URL(url), {
      ...request,
      signal: signal ?? AbortSignal.timeout(timeoutSeconds * 1000),
    });
    const type = response.headers.get("content-type");
    // A status without a body, such as 204, takes none.
    return new Response((await response.text()) || null, {
      status: response.status,
      headers: type === null ? {} : { "Content-Type": type },
    });
  };
}

interface RequestOfLibrary {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** An issuer that does not say how long its access tokens live is asked for a new one each time. */
export function signInOf(
  { issuer, clientId, refreshToken }: Pick<SignIn, "issuer" | "clientId"> & Partial<SignIn>,
  tokens: Tokens,
  nowEpochSeconds: number,
): SignIn {
  const newest = tokens.refresh_token ?? refreshToken;
  return {
    issuer,
    clientId,
    accessToken: tokens.access_token,
    expiresAtEpochSeconds: nowEpochSeconds + (tokens.expiresIn() ?? 0),
    ...(newest === undefined ? {} : { refreshToken: newest }),
  };
}

/** @throws CliError in place of what the library throws; it has no part of a token */
export async function callingIssuer<T>(issuer: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CliError) throw error;
    const refusal = refusalIn(error);
    if (refusal) throw new CliError("refused", `The issuer ${issuer} refused: ${refusal}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError("unreachable", `The issuer ${issuer} could not be used: ${reason}`);
  }
}

/** The error code of RFC 6749, with the issuer's words, if it gave some. */
function refusalIn(error: unknown): string | undefined {
  if (!isRefusal(error)) return undefined;
  return error.error_description ? `${error.error} (${error.error_description})` : error.error;
}

export function isRefusal(
  error: unknown,
): error is Pick<ResponseBodyError, "error" | "error_description"> {
  return error instanceof Error && "error" in error && typeof error.error === "string";
}
