import { createProxies, namesProxy } from "./proxies.ts";

export interface FetchRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

/** The part of `fetch` that the tools use. */
export type Fetch = (
  url: URL,
  request: FetchRequest,
) => Promise<Pick<Response, "status" | "text"> & { headers: Pick<Headers, "get"> }>;

/** A `fetch` that uses the environment's proxies, which Node 20's own `fetch` ignores. */
export function fetchThroughProxies(environment: NodeJS.ProcessEnv): Fetch {
  if (!namesProxy(environment)) return fetch;
  const proxies = createProxies(environment);
  return async (url, request) => {
    const undici = await import("undici");
    return undici.fetch(url, { ...request, dispatcher: await proxies.dispatcherFor(url) });
  };
}
