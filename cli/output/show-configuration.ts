import type { PlanRules } from "../../core/account/plan.ts";
import type { Settings } from "../../core/config/config.ts";
import { functionRoutes } from "../../core/config/protected-routes.ts";
import type { Configuration } from "../../lib/config/parse-config.ts";
import { fields, table } from "./table.ts";

/** The configuration as people read it: product, plans, scopes, routes, and what each stage sets. */
export function showConfiguration(
  { product, keyPrefix, planRefusal, leaks, plans, scopes, routes }: Settings,
  stages: Configuration["stages"],
  columns?: number,
): string {
  const rows = plans.map((plan) => [
    plan.name,
    plan.label,
    plan.eligible ? "yes" : "no",
    String(plan.limitPerMinute),
    String(plan.keyCap),
    quotasText(plan),
    plan.initial ? "yes" : "",
  ]);
  return [
    fields(
      [
        ["product", product.name],
        ["support", product.supportUrl ?? "–"],
        ["upgrade", product.upgradeUrl ?? "–"],
        ["key prefix", keyPrefix],
        ["refusal", planRefusal],
        ["leaked keys", leaks],
      ],
      columns,
    ),
    table(["plan", "label", "may call", "per minute", "keys", "quotas", "initial"], rows, columns),
    table(
      ["scope", "label", "description"],
      Object.entries(scopes).map(([name, { label, description }]) => [name, label, description]),
      columns,
    ),
    table(
      ["route", "scope", "cost"],
      functionRoutes.map(({ route }) => [
        route,
        routes[route]?.scope ?? "–",
        String(routes[route]?.cost ?? 1),
      ]),
      columns,
    ),
    ...Object.entries(stages).map(
      ([name, stage]) => `stage ${name}\n${fields(leavesOf(stage), columns)}`,
    ),
  ].join("\n\n");
}

function quotasText({ quotas = {} }: PlanRules): string {
  const set = Object.entries(quotas).filter(([, units]) => units !== undefined);
  return set.map(([period, units]) => `${period} ${units}`).join(", ") || "–";
}

/** `retention.logDays: 7` and so on, for whatever a stage sets. */
function leavesOf(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [[path, Array.isArray(value) ? value.join(", ") || "–" : String(value)]];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf(inner, path === "" ? name : `${path}.${name}`),
  );
}
