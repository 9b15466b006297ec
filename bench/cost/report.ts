import { type BillLine, totalOf } from "./bill.ts";
import type { CostOptions } from "./options.ts";
import { type Peer, peers } from "./peers.ts";
import { awsSources, describeSource } from "./prices.ts";

/** The bill as text, with what services ask for the same number of checks. */
export function costReport(lines: readonly BillLine[], { usage, region }: CostOptions): string {
  const all = usage.requests + usage.refused;
  const perMillion = (usd: number) => (all > 0 ? dollars((usd / all) * 1e6) : "");
  const row = (item: string, usd: number) => [item, dollars(usd), perMillion(usd)];
  const forKeys = lines.filter(({ isForKeys }) => isForKeys);
  const rows = [
    ["", "USD a month", "per million"],
    ...lines.map(({ item, usd }) => row(item, usd)),
    row("together", totalOf(lines)),
    row("of that, for keys and limits", totalOf(forKeys)),
  ];
  return [
    `${count(usage.requests)} requests and ${count(usage.refused)} refused ones a month, ${count(usage.keys)} keys, ${region}`,
    "",
    ...aligned(rows),
    "",
    "List prices without free tiers, start-ups and tax:",
    ...awsSources.map((source) => `  ${describeSource(source)}`),
    "",
    "The same number of key checks elsewhere, gateway and function apart:",
    ...peers.flatMap((peer) => peerLines(peer, all)),
  ].join("\n");
}

function peerLines({ name, perMonth, terms, source }: Peer, checks: number): string[] {
  const usd = perMonth(checks);
  const price = usd === undefined ? "not published" : dollars(usd);
  return [
    `  ${name.padEnd(16)}${price.padStart(13)}  ${terms}`,
    `${" ".repeat(33)}${describeSource(source)}`,
  ];
}

/** First column to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0));
  return rows.map(([first = "", ...rest]) =>
    [
      `  ${first.padEnd(width(0))}`,
      ...rest.map((cell, index) => cell.padStart(width(index + 1))),
    ].join("  "),
  );
}

export function dollars(usd: number): string {
  return usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}
