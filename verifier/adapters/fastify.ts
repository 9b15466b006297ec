import type { onRequestAsyncHookHandler } from "fastify";
import type { Verifier } from "../create-verifier.ts";
import type { RouteDemand } from "../demand.ts";
import type { Admitted } from "../verification.ts";
import { authorizationIn } from "./authorization.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose key the request was admitted with. */
    latchkey?: Admitted;
  }
}

/**
 * Hook for Fastify, before a body is read. The caller's address is `request.ip`, which heeds the
 * server's `trustProxy`.
 *
 * @throws RangeError if there is no such cost or scope
 * @example app.get("/v1/models", { onRequest: latchkey(verifier, { scope: "models:read" }) }, listModels);
 */
export function latchkey(verifier: Verifier, demand: RouteDemand = {}): onRequestAsyncHookHandler {
  const check = verifier.checkFor(demand);
  return async function latchkeyHook(request, reply) {
    const checked = await check(authorizationIn(request.raw.rawHeaders), request.ip);
    reply.headers(checked.headers);
    if (checked.allowed) {
      request.latchkey = checked;
      return;
    }
    // A Buffer, since Fastify adds a charset to the content type of texts.
    return reply.code(checked.status).send(Buffer.from(JSON.stringify(checked.body)));
  };
}
