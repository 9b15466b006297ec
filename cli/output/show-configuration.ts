import type { Settings } from "../../core/config/config.ts";
import type { Configuration } from "../../lib/config/parse-config.ts";
import { fields, table } from "./table.ts";

/** The configuration as people read it: the product, its plans, and what its stages set. */
export function showConfiguration(
  { product, keyPrefix, planRefusal, plans }: Settings,
  stages: Configuration["stages"],
): string {
  const rows = plans.map((plan) => [
    plan.name,
    plan.label,
    plan.eligible ? "yes" : "no",
    String(plan.limitPerMinute),
    String(plan.keyCap),
    plan.initial ? "yes" : "",
  ]);
  return [
    fields([
      ["product", product.name],
      ["support", product.supportUrl ?? "–"],
      ["upgrade", product.upgradeUrl ?? "–"],
      ["key prefix", keyPrefix],
      ["refusal", planRefusal],
    ]),
    table(["plan", "label", "may call", "per minute", "keys", "initial"], rows),
    ...Object.entries(stages).map(([name, stage]) => `stage ${name}\n${fields(leavesOf(stage))}`),
  ].join("\n\n");
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
