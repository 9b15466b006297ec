import { isDeepStrictEqual } from "node:util";
import type { Settings } from "../../core/config/config.ts";
import type { RouteRules } from "../../core/config/route-rules.ts";
import type { ProtectOptions } from "./protect-options.ts";
import { parseRoute } from "./route-name.ts";

/** The owner's wishes for an API, checked as far as possible without looking at the API. */
export interface Protection {
  readonly open: readonly string[];
  readonly rules: Readonly<Record<string, RouteRules>>;
  obeys(route: string): boolean;
  /** Every route that an option names, with that option. */
  readonly named: readonly { readonly route: string; readonly option: string }[];
}

type Judging = Pick<Settings, "scopes" | "plans">;

/** @throws Error that names the option and the route */
export function parseProtection(options: ProtectOptions, settings: Judging): Protection {
  const { open = [], costs = {}, scopes = {}, obeysVerdict = [] } = options;
  const obeying = obeysVerdict === true ? [] : obeysVerdict;
  const named = [
    ...open.map((route) => ({ route, option: "open" })),
    ...Object.keys(costs).map((route) => ({ route, option: "costs" })),
    ...Object.keys(scopes).map((route) => ({ route, option: "scopes" })),
    ...obeying.map((route) => ({ route, option: "obeysVerdict" })),
  ];
  for (const { route, option } of named) parseRoute(route, option);
  refuseOverlaps(open, named);
  for (const [route, scope] of Object.entries(scopes)) refuseScope(route, scope, settings);
  for (const [route, cost] of Object.entries(costs)) refuseCost(route, cost, settings);
  return {
    open,
    rules: rulesOf(costs, scopes),
    obeys: (route) => obeysVerdict === true || obeysVerdict.some((each) => each === route),
    named,
  };
}

function refuseOverlaps(open: readonly string[], named: Protection["named"]): void {
  for (const [index, route] of open.entries()) {
    if (open.indexOf(route) < index) throw new Error(`open names ${route} twice`);
    const other = named.find((each) => each.route === route && each.option !== "open");
    if (other) throw new Error(`${route} is open, so it cannot be in ${other.option}`);
  }
}

function refuseScope(route: string, scope: string, { scopes }: Judging): void {
  if (Object.hasOwn(scopes, scope)) return;
  const known = Object.keys(scopes).join(", ") || "there are none";
  throw new Error(
    `scopes[${JSON.stringify(route)}] must be a configured scope (${known}), not ${scope}`,
  );
}

function refuseCost(route: string, cost: number, { plans }: Judging): void {
  const limits = plans.filter(({ eligible }) => eligible).map((plan) => plan.limitPerMinute);
  const greatest = Math.min(1000, Math.max(...limits));
  if (Number.isInteger(cost) && cost >= 1 && cost <= greatest) return;
  throw new Error(
    `costs[${JSON.stringify(route)}] must be an integer from 1 to ${greatest}, which the best eligible plan can pay in a minute`,
  );
}

/** The rule of a method takes from that of `ANY` what it does not say itself. */
function rulesOf(
  costs: Readonly<Record<string, number>>,
  scopes: Readonly<Record<string, string>>,
): Record<string, RouteRules> {
  const routes = new Set([...Object.keys(costs), ...Object.keys(scopes)]);
  const rules: [string, RouteRules][] = [...routes].map((route) => {
    const any = route.replace(/^\S+/, "ANY");
    const cost = costs[route] ?? costs[any] ?? 1;
    const scope = scopes[route] ?? scopes[any];
    return [route, { ...(scope === undefined ? {} : { scope }), ...(cost === 1 ? {} : { cost }) }];
  });
  const ofAny = (route: string) => Object.fromEntries(rules)[route.replace(/^\S+/, "ANY")] ?? {};
  const isNeeded = ([route, rule]: [string, RouteRules]) =>
    route.startsWith("ANY ")
      ? Object.keys(rule).length > 0
      : Object.keys(rule).length > 0 || !isDeepStrictEqual(ofAny(route), rule);
  return Object.fromEntries(rules.filter(isNeeded));
}
