import { lookup as resolveName } from "node:dns";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { urlFault, type WebhookEndpoint } from "../../core/webhook/endpoint.ts";
import { isPublicAddress } from "../../core/webhook/public-address.ts";

/** The outcome of one attempt; a reason says nothing that the receiver sent but its status. */
export type Delivery =
  | { readonly kind: "delivered" }
  | {
      readonly kind: "failed";
      readonly reason: string;
      /** The receiver's `Retry-After`, if it is a number of seconds. */
      readonly retryAfterSeconds?: number;
    };

export interface DeliverOptions {
  /** The time for the whole exchange, from the connection to the end of the response. */
  readonly timeoutMs: number;
  /** Resolves names; Node's own if absent. */
  readonly resolve?: LookupFunction;
}

export interface Deliver {
  (endpoint: WebhookEndpoint, headers: Record<string, string>, body: string): Promise<Delivery>;
  /** Closes the connections that were kept for further deliveries. */
  close(): void;
}

/** At most this much of a response is read, so that its connection can be reused. */
const maximumResponseBytes = 64 * 1024;

/**
 * Makes what POSTs webhooks. No redirect is followed. The connection goes to an address that was
 * checked, and not to the name once more: a second answer of DNS may differ.
 */
export function createDeliver({ timeoutMs, resolve = resolveName }: DeliverOptions): Deliver {
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({ keepAlive: true });
  const publicOnly = onlyPublic(resolve);

  async function deliver(
    endpoint: WebhookEndpoint,
    headers: Record<string, string>,
    body: string,
  ): Promise<Delivery> {
    const fault = urlFault(endpoint);
    if (fault !== undefined) return { kind: "failed", reason: `the URL ${fault}` };
    const url = new URL(endpoint.url);
    const isSecure = url.protocol === "https:";
    const options = {
      method: "POST",
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      lookup: endpoint.allowPrivate ? resolve : publicOnly,
      agent: isSecure ? secure : plain,
      signal: AbortSignal.timeout(timeoutMs),
    };
    try {
      const response = await new Promise<IncomingMessage>((done, fail) => {
        const request = (isSecure ? https : http).request(url, options, (received) => {
          readToEnd(received).then(() => done(received), fail);
        });
        request.on("error", fail).end(body);
      });
      return outcomeOf(response);
    } catch (error) {
      return { kind: "failed", reason: reasonOf(error, timeoutMs) };
    }
  }

  const close = () => {
    plain.destroy();
    secure.destroy();
  };
  return Object.assign(deliver, { close });
}

/** Reads a response to its end, or until it is too long: its status counts either way. */
async function readToEnd(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > maximumResponseBytes) break;
  }
}

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage): Delivery {
  if (status >= 200 && status <= 299) return { kind: "delivered" };
  const { "retry-after": asked = "" } = headers;
  const retryAfter = /^\d{1,9}$/.test(asked) ? { retryAfterSeconds: Number(asked) } : {};
  return { kind: "failed", reason: `HTTP ${status}`, ...retryAfter };
}

class PrivateAddressError extends Error {}

/** Fails for a name that has an address which is not public, whatever its others. */
function onlyPublic(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = typeof found === "string" ? [{ address: found, family: 4 }] : found;
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new PrivateAddressError("the name leads to a private address"), []);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof PrivateAddressError) return error.message;
  const { name, code }: { readonly name?: unknown; readonly code?: unknown } = Object(error);
  if (name === "AbortError" || name === "TimeoutError") return `no response within ${timeoutMs} ms`;
  return String(code ?? name ?? "unknown");
}
