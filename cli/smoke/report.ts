import type { CheckResult, SmokeReport } from "./run.ts";

const marks = { passed: "✓", failed: "✗", skipped: "–" } as const;

/** The report on one page. */
export function showReport(report: SmokeReport): string {
  const groups = new Map<string, CheckResult[]>();
  for (const check of report.checks) {
    groups.set(check.group, [...(groups.get(check.group) ?? []), check]);
  }
  const sections = [...groups].map(([group, checks]) =>
    [group.toUpperCase(), ...checks.flatMap(linesOf)].join("\n"),
  );
  const { passed, failed, skipped, left_behind: leftBehind } = report;
  const total = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  return [report.url, ...sections, leftBehind === null ? total : `${total}\n${leftBehind}`].join(
    "\n\n",
  );
}

function linesOf({ name, outcome, faults, measured, skipped }: CheckResult): string[] {
  const remark = measured ?? skipped;
  const line = `${marks[outcome]} ${name}${remark === undefined ? "" : ` (${remark})`}`;
  return [line, ...faults.map((fault) => `    ${fault}`)];
}
