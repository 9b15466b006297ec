import type { defaultProvider } from "@aws-sdk/credential-provider-node";
import {
  buildQueryString,
  type HttpHandler,
  type HttpHandlerUserInput,
  type HttpRequest,
  type HttpResponse,
} from "@smithy/core/protocols";
import { createProxies, namesProxy, type Proxies } from "./proxies.ts";

/** The HTTP handler and credentials of an SDK client. */
export interface AwsTransport {
  readonly requestHandler: HttpHandlerUserInput;
  readonly credentials?: ReturnType<typeof defaultProvider>;
}

/** Time limits for each of the SDK's three attempts; without them it waits forever. */
const connectTimeoutMs = 5_000;
const answerTimeoutMs = 10_000;

/** Creates the transport for one client, through the environment's proxies. The client closes it. */
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
  // The credential chain's own clients (SSO, STS) use the same handler.
  return { requestHandler, credentials: defaultProvider({ clientConfig: { requestHandler } }) };
}

/** An SDK handler on undici, so that AWS and the management API follow the same proxy rules. */
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
