import type { Dispatcher } from "undici";
import { CliError } from "../exit-code.ts";

export const proxyHelp = `Proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY apply to the API and to AWS, as in
the AWS CLI. Loopback addresses never use a proxy.`;

/** Chooses the connection for an address from the environment's proxy variables. */
export interface Proxies {
  dispatcherFor(url: URL): Promise<Dispatcher>;
  close(): Promise<void>;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/** Lower case wins over upper case, as in curl and the AWS CLI; an empty value means none. */
function variable(environment: NodeJS.ProcessEnv, name: string): string {
  return environment[name.toLowerCase()] ?? environment[name] ?? "";
}

/** Whether the environment names a proxy. */
export function namesProxy(environment: NodeJS.ProcessEnv): boolean {
  return proxyVariables.some((name) => variable(environment, name) !== "");
}

const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY"] as const;

/**
 * Applies `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` as the AWS CLI and the CDK do. Loopback addresses
 * never use a proxy: they belong to the local run.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 */
export function createProxies(environment: NodeJS.ProcessEnv): Proxies {
  const dispatchers = new Map<string, Promise<Dispatcher>>();
  return {
    dispatcherFor(url) {
      const kind = isLoopback(url.hostname) ? "direct" : url.protocol;
      const known = dispatchers.get(kind) ?? createDispatcher(kind, environment);
      dispatchers.set(kind, known);
      return known;
    },
    async close() {
      for (const dispatcher of dispatchers.values()) await (await dispatcher).close();
      dispatchers.clear();
    },
  };
}

async function createDispatcher(kind: string, environment: NodeJS.ProcessEnv): Promise<Dispatcher> {
  // Loaded only if there is a proxy; otherwise Node's own fetch is enough.
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  if (kind === "direct") return new Agent();
  const name = kind === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = proxyAddress(variable(environment, name), name);
  // Set both: undici would use HTTP_PROXY for https as well, unlike the AWS CLI.
  return new EnvHttpProxyAgent({
    httpProxy: proxy,
    httpsProxy: proxy,
    noProxy: variable(environment, "NO_PROXY").trim(),
  });
}

/** @throws CliError without the address, which may contain a password */
function proxyAddress(text: string, name: string): string {
  if (text === "") return "";
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  throw new CliError("misuse", `${name} must be an address such as http://proxy.example.com:3128.`);
}
