import { type Explanation, explanation } from "../api/objects.ts";
import { fields } from "./table.ts";

/** The verdict that a request would get now, and the checks that lead to it, in their order. */
export function showExplanation(result: unknown): string {
  const explained = explanation.parse(result);
  const rows = explained.checks.map(({ check, passed, ...values }) => {
    const name = `${passed ? "✓" : "✗"} ${check.replaceAll("_", " ")}`;
    return [name, describe(values)] as const;
  });
  const checks = rows.length === 0 ? [] : ["", fields(rows)];
  return [headline(explained), ...checks].join("\n");
}

function headline({ key_id, verdict, status, error }: Explanation): string {
  const answer = error === null ? String(status) : `${status} ${error}`;
  return `Key ${key_id} is ${verdict} now: a request gets ${answer}`;
}

function describe(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${text(value)}`)
    .join(", ");
}

function text(value: unknown): string {
  if (value === null) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
