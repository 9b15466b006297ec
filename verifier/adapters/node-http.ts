import type { IncomingMessage, ServerResponse } from "node:http";
import type { Verifier } from "../create-verifier.ts";
import type { RouteDemand } from "../demand.ts";
import type { Admitted } from "../verification.ts";
import { authorizationIn } from "./authorization.ts";
import { refuse, setHeaders } from "./respond.ts";

/** A request that was admitted. */
export type AdmittedRequest = IncomingMessage & { readonly latchkey: Admitted };

export interface NodeHttpDemand extends RouteDemand {
  /** Finds the caller's address. Default: the connection's, which behind a proxy is the proxy's. */
  readonly ip?: ((request: IncomingMessage) => string | undefined) | undefined;
}

/**
 * Guards a listener of `node:http`: it runs only for admitted requests.
 *
 * @example createServer(latchkey(verifier, { cost: 2 }, (request, response) => response.end("Hello")));
 */
export function latchkey(
  verifier: Verifier,
  { ip = connectionAddress, ...demand }: NodeHttpDemand,
  listener: (request: AdmittedRequest, response: ServerResponse) => unknown,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const check = verifier.checkFor(demand);
  return async function guarded(request, response) {
    const checked = await check(authorizationIn(request.rawHeaders), ip(request));
    if (!checked.allowed) return refuse(response, checked);
    setHeaders(response, checked.headers);
    await listener(Object.assign(request, { latchkey: checked }), response);
  };
}

function connectionAddress({ socket }: IncomingMessage): string | undefined {
  return socket.remoteAddress;
}
