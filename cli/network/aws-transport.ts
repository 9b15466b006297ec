import type { defaultProvider } from "@aws-sdk/credential-provider-node";
import {
  buildQueryString,
  type HttpHandler,
  type HttpHandlerUserInput,
  type HttpRequest,
  type HttpResponse,
} from "@smithy/core/protocols";
import { createProxies, namesProxy, type Proxies } from "./proxies.ts";

/** How an SDK client of these tools reaches AWS. */
export interface AwsTransport {
  readonly requestHandler: HttpHandlerUserInput;
  readonly credentials?: ReturnType<typeof defaultProvider>;
}

/** The SDK waits for ever unless told; it makes three attempts. */
const connectTimeoutMs = 5_000;
const answerTimeoutMs = 10_000;

/** A transport for one client, which closes it; by way of the proxies that the environment names. */
export async function createAwsTransport(environment: NodeJS.ProcessEnv): Promise<AwsTransport> {
  if (!namesProxy(environment)) {
    const requestHandler = {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
    };
    return { requestHandler };
  }
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  const requestHandler = new ProxyHandler(createProxies(environment));
  // The chain's own clients (SSO, STS) take what they are given here.
  return { requestHandler, credentials: defaultProvider({ clientConfig: { requestHandler } }) };
}

/** The SDK's handler on undici, so that AWS and the management API are reached by the same rules. */
class ProxyHandler implements HttpHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #proxies: Proxies;

  constructor(proxies: Proxies) {
    this.#proxies = proxies;
  }

  async handle(
    request: HttpRequest,
    { abortSignal }: Parameters<HttpHandler["handle"]>[1] = {},
  ): Promise<{ response: HttpResponse }> {
    const { protocol, hostname, port, method, headers, body, query } = request;
    const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
    const search = query ? buildQueryString(query) : "";
    const dispatcher = await this.#proxies.dispatcherFor(new URL(origin));
    const answer = await dispatcher.request({
      origin,
      path: search === "" ? request.path : `${request.path}?${search}`,
      method,
      headers,
      body,
      signal: abortSignal,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
    });
    return {
      response: { statusCode: answer.statusCode, headers: flat(answer.headers), body: answer.body },
    };
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  destroy(): void {
    void this.#proxies.close();
  }
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]),
  );
}
