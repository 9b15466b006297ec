import type { Dispatcher } from "undici";
import { CliError } from "../exit-code.ts";

export const proxyHelp = `Proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY hold for the API and for AWS, as with the AWS CLI.
Addresses of this machine are never reached through one.`;

/** Chooses the connection for an address, as the environment's proxy variables say. */
export interface Proxies {
  dispatcherFor(url: URL): Promise<Dispatcher>;
  close(): Promise<void>;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/** Lower case goes before upper case, as with curl and the AWS CLI; an empty one means none. */
function variable(environment: NodeJS.ProcessEnv, name: string): string {
  return environment[name.toLowerCase()] ?? environment[name] ?? "";
}

/** Whether any address may have to be reached through a proxy. */
export function namesProxy(environment: NodeJS.ProcessEnv): boolean {
  return proxyVariables.some((name) => variable(environment, name) !== "");
}

const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY"] as const;

/**
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as the AWS CLI and the CDK go by them. Addresses of
 * this machine are never reached through a proxy: the local run and what stands in for AWS there.
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
  // Loaded where there is a proxy: Node's own fetch does without.
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  if (kind === "direct") return new Agent();
  const name = kind === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = proxyAddress(variable(environment, name), name);
  // One proxy for both: undici would take HTTP_PROXY for https as well, unlike the AWS CLI.
  return new EnvHttpProxyAgent({
    httpProxy: proxy,
    httpsProxy: proxy,
    noProxy: variable(environment, "NO_PROXY").trim(),
  });
}

/** @throws CliError that does not repeat the address, which may hold a password */
function proxyAddress(text: string, name: string): string {
  if (text === "") return "";
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  throw new CliError("misuse", `${name} must be like http://proxy.example.com:3128`);
}
