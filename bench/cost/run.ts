import { monthlyBill, totalOf } from "./bill.ts";
import { CostUsageError, parseCostOptions, usageFlags } from "./options.ts";
import { peers } from "./peers.ts";
import { awsSources, regions } from "./prices.ts";
import { costReport } from "./report.ts";
import { usualUsage } from "./usage.ts";

const help = `Usage: npm run cost -- --requests 50e6 [--refused 1e6] [--keys 1e4] [--json]

What Latchkey costs a month on AWS as it is deployed, by line, from list prices, and what services
ask for checking as many keys.

${Object.entries(usageFlags)
  .map(([flag, { sets, help: means }]) => `  --${flag.padEnd(16)}${means} (${usualUsage[sets]})`)
  .join("\n")}
  --region          one of ${Object.keys(regions).join(", ")}
  --json            print the bill as JSON
  --help            print this

Exit code: 0, or 2 for wrong usage.`;

try {
  const options = parseCostOptions(process.argv.slice(2));
  const prices = regions[options.region];
  if (options.wantsHelp || !prices) {
    console.log(help);
  } else {
    const lines = monthlyBill(options.usage, prices);
    const { usage, region } = options;
    const checks = usage.requests + usage.refused;
    const elsewhere = peers.map(({ name, perMonth, terms, source }) => ({
      name,
      usd: perMonth(checks) ?? null,
      terms,
      source,
    }));
    const bill = { region, usage, lines, totalUsd: totalOf(lines), sources: awsSources, elsewhere };
    console.log(options.isJson ? JSON.stringify(bill, null, 2) : costReport(lines, options));
  }
} catch (error) {
  if (!(error instanceof CostUsageError)) throw error;
  console.error(`${error.message}\n\n${help}`);
  process.exitCode = 2;
}
