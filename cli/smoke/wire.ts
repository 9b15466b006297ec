import { performance } from "node:perf_hooks";
import { CliError } from "../exit-code.ts";
import { createProxies } from "../network/proxies.ts";

export interface WireRequest {
  readonly method: string;
  /** Sent as it is written, without normalising. */
  readonly path: string;
  /** In this order; a name may be there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | undefined;
}

export interface WireResponse {
  readonly status: number;
  /** By lower-case name; repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Milliseconds from the request to the whole response. */
  readonly tookMs: number;
}

/** HTTP requests exactly as written, over kept-alive connections. */
export interface Wire {
  /** @throws CliError if there is no response within 20 s */
  send(origin: string, request: WireRequest): Promise<WireResponse>;
  close(): Promise<void>;
}

const deadlineMs = 20_000;

export function openWire(environment: NodeJS.ProcessEnv): Wire {
  const proxies = createProxies(environment);
  return {
    async send(origin, { method, path, headers, body }) {
      const dispatcher = await proxies.dispatcherFor(new URL(origin));
      const startMs = performance.now();
      try {
        const response = await dispatcher.request({
          origin,
          path,
          method,
          headers: headers.flat(),
          body: body ?? null,
          signal: AbortSignal.timeout(deadlineMs),
        });
        const text = await response.body.text();
        const tookMs = performance.now() - startMs;
        return { status: response.statusCode, headers: joined(response.headers), text, tookMs };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new CliError("unreachable", `${method} ${origin}: no response (${reason}).`);
      }
    },
    close: () => proxies.close(),
  };
}

function joined(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}
