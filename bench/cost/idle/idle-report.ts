import { describeSource } from "../prices.ts";
import { aligned, count, dollars } from "../report.ts";
import type { IdleBill, IdleLine } from "./idle-bill.ts";
import { idleSources } from "./idle-prices.ts";

/** The bill of a deployment that nobody calls, with its web ACLs and without. */
export function idleReport({ lines, unpriced }: IdleBill, stage: string): string {
  const row = ({ item, count: of, usd }: IdleLine) => [item, count(of), dollars(usd)];
  const waf = totalOf(lines.filter(({ isWaf }) => isWaf));
  const all = totalOf(lines);
  return [
    `${stage} without a request, us-east-1`,
    "",
    ...aligned([
      ["", "count", "USD a month"],
      ...lines.map(row),
      ["together", "", dollars(all)],
      ...(waf > 0 ? [["of that, the web ACLs", "", dollars(waf)]] : []),
      ["without web ACLs", "", dollars(all - waf)],
    ]),
    "",
    "Billed by use, so nothing while idle: requests, functions, the table with its backup, users of the",
    "user pool, custom metrics, logs, data out.",
    ...unpriced.map((type) => `No price is known of ${type}: add it to bench/cost/idle.`),
    "",
    "List prices without free tiers and tax:",
    ...idleSources.map((source) => `  ${describeSource(source)}`),
  ].join("\n");
}

function totalOf(lines: readonly IdleLine[]): number {
  return lines.reduce((total, { usd }) => total + usd, 0);
}
