import { type Explanation, explanation, quotaStates } from "../api/objects.ts";
import { refusalsText } from "./show-refusals.ts";
import { quotaStatesText } from "./show-restrictions.ts";
import { fields, showValue } from "./table.ts";

/** The verdict that a request would get now, and the checks that lead to it, in their order. */
export function showExplanation(result: unknown, columns?: number): string {
  const explained = explanation.parse(result);
  const rows = explained.checks.map(({ check, passed, ...values }) => {
    const name = `${passed ? "✓" : "✗"} ${check.replaceAll("_", " ")}`;
    return [name, describe(values)] as const;
  });
  const checks = rows.length === 0 ? [] : ["", fields(rows, columns)];
  const refused = refusalsText(explained.refusals);
  const counted = refused === undefined ? [] : ["", `Refused: ${refused}`];
  return [headline(explained), ...keyLine(explained), ...checks, ...counted].join("\n");
}

/** Names the key, as far as the API does. */
function keyLine({ name, account_id, last_used_at }: Explanation): string[] {
  if (account_id === undefined) return [];
  const use = last_used_at ? `last used ${last_used_at}` : "never used";
  return [`"${name}" of account ${account_id}, ${use}`];
}

function headline({ key_id, verdict, status, error }: Explanation): string {
  const answer = error === null ? String(status) : `${status} ${error}`;
  return `Key ${key_id} is ${verdict} now: a request gets ${answer}`;
}

function describe(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${textOf(name, value)}`)
    .join(", ");
}

/** The meaning of null, if it is not "none". */
const nullTexts: Readonly<Record<string, string>> = {
  scopes: "all",
  allowed_ips: "any",
  ip: "not given",
};

function textOf(name: string, value: unknown): string {
  if (value === null) return nullTexts[name] ?? "none";
  const states = name === "quotas" ? quotaStates.safeParse(value).data : undefined;
  return states ? quotaStatesText(states) : showValue(value);
}
