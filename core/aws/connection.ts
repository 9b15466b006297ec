import type { ConnectionOptions, SecureContext } from "node:tls";
import { connectPlainly, connectSecurely, createSecureContext, isIP } from "../builtin/sockets.ts";
import { ConnectionError } from "./aws-error.ts";
import { type HttpResponse, MalformedResponseError, readResponse } from "./http-response.ts";

/** A connection that serves one request at a time. */
export interface Connection {
  /** Whether it can take a request: neither side has closed it. */
  isOpen(): boolean;
  /**
   * Sends a request and waits for the whole answer to it. Whatever goes wrong, the connection is
   * closed, since nobody could tell which answer the next bytes would belong to.
   *
   * Rejects with ConnectionError.
   */
  exchange(request: string, timeoutMs: number): Promise<HttpResponse>;
  /** Closes it, in the middle of an exchange if need be: nobody waits for the answer any more. */
  abandon(): void;
}

interface Exchange {
  readonly resolve: (answer: HttpResponse) => void;
  readonly reject: (error: ConnectionError) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Opens a connection. In TLS the server's certificate is verified before a byte is sent: requests
 * carry credentials.
 */
export function openConnection(endpoint: URL): Connection {
  const isSecure = endpoint.protocol === "https:";
  const socket = isSecure
    ? connectSecurely(secureOptions(endpoint))
    : connectPlainly(address(endpoint));
  const readiness = isSecure ? "secureConnect" : "connect";
  let isReady = false;
  let isOpen = true;
  let hasServed = false;
  let current: Exchange | undefined;
  let received: Buffer | undefined;

  /** The exchange is over; without one the connection keeps no process alive. */
  function finish(): Exchange | undefined {
    const finished = current;
    clearTimeout(finished?.timer);
    current = undefined;
    received = undefined;
    socket.unref();
    return finished;
  }

  function close(message: string, cause?: unknown, isStale = false): void {
    isOpen = false;
    socket.destroy();
    finish()?.reject(new ConnectionError(`${endpoint.host}: ${message}`, { cause, isStale }));
  }

  /** A server closes connections that were idle for long; a frozen container learns of it late. */
  function breakOff(message: string, cause?: unknown): void {
    close(message, cause, hasServed && !received);
  }

  /** @throws MalformedResponseError */
  function take(chunk: Buffer): void {
    if (!current) throw new MalformedResponseError("an answer without a request");
    received = received ? Buffer.concat([received, chunk]) : chunk;
    const answer = readResponse(received);
    if (!answer) return;
    const finished = finish();
    hasServed = true;
    if (!answer.keepsConnection) close("the server closes the connection");
    finished?.resolve(answer);
  }

  socket.setNoDelay(true);
  socket.once(readiness, () => {
    isReady = true;
  });
  socket.on("data", (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (cause) {
      close("the answer is malformed", cause);
    }
  });
  socket.on("error", (cause) => breakOff("failed", cause));
  socket.on("end", () => breakOff("the answer broke off"));
  socket.on("close", () => breakOff("the answer broke off"));

  return {
    isOpen: () => isOpen,
    abandon: () => close("given up"),
    exchange: (request, timeoutMs) =>
      new Promise((resolve, reject) => {
        const onTimeout = () => close(`no answer within ${Math.round(timeoutMs)} ms`);
        current = { resolve, reject, timer: setTimeout(onTimeout, timeoutMs) };
        socket.ref();
        if (isReady) socket.write(request);
        else socket.once(readiness, () => socket.write(request));
      }),
  };
}

function address({ protocol, hostname, port }: URL): { host: string; port: number } {
  const defaultPort = protocol === "https:" ? 443 : 80;
  // A URL has an IPv6 address in brackets.
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port ? Number(port) : defaultPort };
}

function secureOptions(endpoint: URL): ConnectionOptions {
  const { host, port } = address(endpoint);
  // An address cannot be asked for by name (RFC 6066, section 3).
  const servername = isIP(host) === 0 ? { servername: host } : {};
  // One for all connections: making it takes half a millisecond.
  secureContext ??= createSecureContext();
  return { host, port, ...servername, secureContext, ALPNProtocols: ["http/1.1"] };
}

let secureContext: SecureContext | undefined;
