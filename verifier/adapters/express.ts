import type { RequestHandler } from "express";
import type { Verifier } from "../create-verifier.ts";
import type { RouteDemand } from "../demand.ts";
import type { Admitted } from "../verification.ts";
import { authorizationIn } from "./authorization.ts";
import { refuse, setHeaders } from "./respond.ts";

declare global {
  namespace Express {
    interface Request {
      /** Whose key the request was admitted with. */
      latchkey?: Admitted;
    }
  }
}

/**
 * Middleware for Express. The caller's address is `req.ip`, which heeds the app's `trust proxy`.
 *
 * @throws RangeError if there is no such cost or scope
 * @example app.get("/v1/models", latchkey(verifier, { scope: "models:read" }), listModels);
 */
export function latchkey(verifier: Verifier, demand: RouteDemand = {}): RequestHandler {
  const check = verifier.checkFor(demand);
  return async function latchkeyMiddleware(request, response, next) {
    const checked = await check(authorizationIn(request.rawHeaders), request.ip);
    if (!checked.allowed) return refuse(response, checked);
    setHeaders(response, checked.headers);
    request.latchkey = checked;
    next();
  };
}
