import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { type Figure, latchkey } from "../../../bench/harness/figure.ts";
import { latestResults } from "../../../bench/harness/results.ts";
import { gatewaysTable } from "../../../bench/readme/cross-tables.ts";
import { markdownTable } from "../../../bench/readme/markdown-table.ts";
import { performanceTable, withPerformanceTable } from "../../../bench/readme/performance-table.ts";
import { documents } from "../../../bench/readme/publish.ts";

describe("the table of figures", () => {
  it.each(documents)("in $path shows the saved results", ({ path, tableOf }) => {
    const document = readFileSync(
      fileURLToPath(new URL(`../../../${path}`, import.meta.url)),
      "utf8",
    );
    expect(withPerformanceTable(document, tableOf(latestResults()))).toBe(document);
  });

  it("says that a target was missed, and why", () => {
    const name = "cold start against the tutorial";
    const figure = { name, of: latchkey, unit: "", target: { atMost: 0.2 } };
    const tableFor = (value: number) =>
      performanceTable({
        machine: "m",
        date: "2026-11-22",
        results: { "cold-start": [{ ...figure, value }] },
      });
    expect(tableFor(0.25)).toContain("| 0.25 (missed: ");
    expect(tableFor(0.19)).not.toContain("missed");
  });

  it("shows Latchkey's figures, whoever else has one of the name", () => {
    const name = "bundle: authorizer";
    const figures = ["bare handler", latchkey].map((of, value) => ({
      name,
      of,
      unit: "KB",
      value,
    }));
    const table = performanceTable({
      machine: "m",
      date: "2026-11-22",
      results: { "bundle-size": figures },
    });
    expect(table).toContain("| authorizer, minified | 1 KB     |");
    expect(table.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
  });

  it("names the Node of a line that was measured on another", () => {
    const start = { name: "npm start, from scratch", of: latchkey, unit: "s", value: 3 };
    const tableFor = (figure: Figure) =>
      performanceTable({
        machine: "m, Node v24.1.0",
        date: "2026-11-22",
        results: { "start-up": [figure] },
      });
    expect(tableFor({ ...start, node: "v20.19.0" })).toContain("from scratch, on Node v20.19.0 |");
    expect(tableFor(start)).toContain("from scratch |");
    expect(tableFor(start)).toContain("(m, Node v24.1.0; 2026-11-22)");
  });

  it("counts characters where it aligns its columns, not bytes", () => {
    expect(
      markdownTable(
        ["a", "b"],
        [
          ["≤ 5 µs", "\u{1f511}"],
          ["x", ""],
        ],
      ),
    ).toBe(
      ["| a      | b |", "| ------ | - |", "| ≤ 5 µs | \u{1f511} |", "| x      |   |"].join("\n"),
    );
  });

  it("is empty where nothing was measured, and shows the figure of its row and column", () => {
    const figure = { name: "forward-auth: added p99, 1 caller", of: "Caddy", value: 3, unit: "ms" };
    const table = gatewaysTable({
      machine: "m",
      date: "2026-11-22",
      results: { "forward-auth": [figure, { ...figure, of: "nginx", name: "other", value: 9 }] },
    });
    expect(table).toContain("| added behind Caddy      |     | 3 ms |");
    expect(table).toContain("| added behind nginx      |     |      |");
  });

  it("needs its markers", () => {
    expect(() => withPerformanceTable("# Latchkey", "")).toThrow("no markers");
  });
});
