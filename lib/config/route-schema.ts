import * as z from "zod";
import type { Settings } from "../../core/config/config.ts";
import { type FunctionRouteName, functionRoutes } from "../../core/config/protected-routes.ts";
import { type RouteOverride, routeRules } from "../../core/config/route-rules.ts";
import { integer, scopeNameGrammar, text } from "./values.ts";

/** The page shows them all at once, and each function gets their names in its environment. */
const mostScopes = 50;
const greatestCost = 1000;

const scope = z.strictObject({
  label: text(/^[^\p{Cc}]{1,60}$/u, "must be 1 to 60 characters"),
  description: text(/^[^\p{Cc}]{1,200}$/u, "must be 1 to 200 characters"),
});

const scopeName = text(
  scopeNameGrammar,
  "must be named by 1 to 50 of a-z, 0-9, _, -, . and : between parts, and begin with a letter",
);

export const scopes = z
  .record(scopeName, scope, "must name the scopes")
  .refine((all) => Object.keys(all).length <= mostScopes, `must be at most ${mostScopes} scopes`);

const routeNames = functionRoutes.map(({ route }) => route);

const routeName = z.custom<FunctionRouteName>(
  (name) => routeNames.some((route) => route === name),
  `must be a protected route: ${routeNames.join(", ")}`,
);

export const routes = z.partialRecord(
  routeName,
  z.strictObject({
    scope: z.string("must be null or the name of a scope").nullable().optional(),
    cost: integer(greatestCost).optional(),
  }),
  "must name protected routes",
);

interface RoutesInPlace extends Pick<Settings, "scopes" | "plans"> {
  readonly routes: Readonly<Record<string, RouteOverride | undefined>>;
}

/** Refuses a route that wants a scope that there is not, and one whose cost no key can pay. */
export function checkRoutes(
  config: RoutesInPlace,
  refuse: (message: string, ...path: string[]) => void,
): void {
  const names = Object.keys(config.scopes);
  const eligible = config.plans.filter((plan) => plan.eligible);
  const greatest = Math.max(...eligible.map(({ limitPerMinute }) => limitPerMinute));
  for (const [route, { scope, cost = 1 }] of Object.entries(routeRules(config.routes))) {
    if (scope !== undefined && !names.includes(scope)) {
      const known = names.join(", ") || "there are none";
      refuse(
        `must be null or a configured scope (${known}), not ${scope}`,
        "routes",
        route,
        "scope",
      );
    }
    if (cost > greatest) {
      const message = `must be at most ${greatest}, the greatest limitPerMinute of an eligible plan`;
      refuse(message, "routes", route, "cost");
    }
  }
}
