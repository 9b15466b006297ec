/** A function that serves routes of the public API. */
export interface PublicFunction {
  /** Its entry is `functions/<name>.ts`, in lower case with hyphens. */
  readonly name: string;
  readonly description: string;
  /** 1769 MB buy one whole core. */
  readonly memoryMegabytes: number;
  /** What it may read of the table: keys with their accounts, or nothing. */
  readonly reads: "keys" | "nothing";
}

/** A route that a function serves once the authorizer has admitted the request. */
export interface FunctionRoute {
  /** `METHOD /path`, with the path below `/api`. */
  readonly route: `${"DELETE" | "GET" | "PATCH" | "POST" | "PUT"} /${string}`;
  readonly function: PublicFunction;
  /** The scope that it wants unless the configuration names another one; none if absent. */
  readonly scope?: string;
  /** The units that a request counts unless the configuration says otherwise, 1 to 1000; 1 if absent. */
  readonly cost?: number;
}

const models = {
  name: "models",
  description: "Latchkey: lists the models",
  memoryMegabytes: 256,
  reads: "nothing",
} as const satisfies PublicFunction;

const account = {
  name: "account",
  description: "Latchkey: shows callers their own account",
  memoryMegabytes: 512,
  reads: "keys",
} as const satisfies PublicFunction;

/**
 * Every route of the public API that wants a key. Bundles, functions, permissions, the API's methods,
 * the route check and the names that the configuration may use come from this list.
 */
export const protectedRoutes = [
  { route: "GET /v1/models", function: models, scope: "models:read" },
  { route: "GET /v1/account", function: account, scope: "account:read" },
] as const satisfies readonly FunctionRoute[];

/** Those that a function serves: the owner decides their scope and cost. */
export const functionRoutes = /* @__PURE__ */ protectedRoutes.flatMap((route) =>
  "function" in route ? [route] : [],
);

/** The route that shows how one is served; it lists the models of `catalog/`. */
export const sampleRoute = "GET /v1/models" satisfies (typeof functionRoutes)[number]["route"];

export type ProtectedRouteName = (typeof protectedRoutes)[number]["route"];
export type FunctionRouteName = (typeof functionRoutes)[number]["route"];

/** The path, below `/api`, at which servers ask about their own callers' keys. No function serves it. */
export const verifyPath = "/v1/verify";
