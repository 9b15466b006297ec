import type { Context, MiddlewareHandler } from "hono";
import type { Verifier } from "../create-verifier.ts";
import type { RouteDemand } from "../demand.ts";
import type { Admitted } from "../verification.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** Whose key the request was admitted with. */
    latchkey: Admitted;
  }
}

export interface HonoDemand extends RouteDemand {
  /** Finds the caller's address. Default: the connection's, if `@hono/node-server` serves. */
  readonly ip?: ((context: Context) => string | undefined) | undefined;
}

/**
 * Middleware for Hono.
 *
 * @throws RangeError if there is no such cost or scope
 * @example app.get("/v1/models", latchkey(verifier, { scope: "models:read" }), listModels);
 */
export function latchkey(
  verifier: Verifier,
  { ip = connectionAddress, ...demand }: HonoDemand = {},
): MiddlewareHandler {
  const check = verifier.checkFor(demand);
  return async function latchkeyMiddleware(context, next) {
    // Several headers come joined by a comma and a space, which no Bearer token has.
    const checked = await check(context.req.header("authorization"), ip(context));
    if (!checked.allowed) {
      const { status, headers, body } = checked;
      return new Response(JSON.stringify(body), { status, headers });
    }
    context.set("latchkey", checked);
    await next();
    for (const name in checked.headers) context.header(name, checked.headers[name]);
    return;
  };
}

function connectionAddress({ env }: Context): string | undefined {
  return env?.incoming?.socket?.remoteAddress;
}
