import { type FunctionRoute, functionRoutes } from "./protected-routes.ts";

/** What a route wants of a key, and what a request to it counts. */
export interface RouteRules {
  /** The scope that a key must have; none if absent. */
  readonly scope?: string | undefined;
  /** Units of rate limit and quotas, 1 to 1000; 1 if absent. */
  readonly cost?: number | undefined;
}

/** What an owner says of a route. `scope: null` takes away the route's own scope. */
export interface RouteOverride {
  readonly scope?: string | null | undefined;
  readonly cost?: number | undefined;
}

/** @returns the rules by route, without those that are as for a route without any */
export function routeRules(
  overrides: Readonly<Record<string, RouteOverride | undefined>> = {},
): Readonly<Record<string, RouteRules>> {
  const routes: readonly FunctionRoute[] = functionRoutes;
  const rules = routes.map(({ route, ...own }) => {
    const { scope = own.scope ?? null, cost = own.cost ?? 1 } = overrides[route] ?? {};
    return [
      route,
      { ...(scope === null ? {} : { scope }), ...(cost === 1 ? {} : { cost }) },
    ] as const;
  });
  return Object.fromEntries(rules.filter(([, rule]) => Object.keys(rule).length > 0));
}
