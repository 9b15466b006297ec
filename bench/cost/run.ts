import { monthlyBill, totalOf } from "./bill.ts";
import { idleReport } from "./idle/idle-report.ts";
import { CostUsageError, parseCostOptions, usageFlags } from "./options.ts";
import { peers } from "./peers.ts";
import { awsSources, regions } from "./prices.ts";
import { costReport } from "./report.ts";
import { usualUsage } from "./usage.ts";

const help = `Usage: npm run cost -- --requests 50e6 [--refused 1e6] [--keys 1e4] [--json]
       npm run cost -- --idle [--json]

What Latchkey costs a month on AWS as it is deployed, by line, from list prices, and what services
ask for checking as many keys.

${Object.entries(usageFlags)
  .map(([flag, { sets, help: means }]) => `  --${flag.padEnd(16)}${means} (${usualUsage[sets]})`)
  .join("\n")}
  --region          one of ${Object.keys(regions).join(", ")}
  --idle            what the stage that keeps its data costs without a request, from its template
  --json            print the bill as JSON
  --help            print this

Exit code: 0, 1 if the template has a resource without a price, or 2 for wrong usage.`;

try {
  const options = parseCostOptions(process.argv.slice(2));
  const prices = regions[options.region];
  if (options.wantsHelp || !prices) {
    console.log(help);
  } else if (options.isIdle) {
    const { idleBill } = await import("./idle/idle-bill.ts");
    const { synthesisedTemplates } = await import("./idle/synthesised-templates.ts");
    const { stage, templates } = await synthesisedTemplates();
    const bill = idleBill(templates, prices);
    console.log(
      options.isJson ? JSON.stringify({ stage, ...bill }, null, 2) : idleReport(bill, stage),
    );
    if (bill.unpriced.length > 0) process.exitCode = 1;
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
