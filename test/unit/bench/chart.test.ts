import { describe, expect, it } from "@jest/globals";
import { barChart } from "../../../bench/chart/bar-chart.ts";
import { panelsOf } from "../../../bench/chart/panels.ts";
import { element, text } from "../../../bench/chart/svg.ts";
import { latchkey } from "../../../bench/harness/figure.ts";

describe("an SVG element", () => {
  it("closes itself where it is empty, and encloses its children elsewhere", () => {
    expect(element("rect", { x: 1, class: "own" })).toBe('<rect x="1" class="own"/>');
    expect(element("g", {}, element("b", {}), "c")).toBe("<g><b/>c</g>");
  });

  it("cannot be broken out of", () => {
    expect(text('<a b="&">')).toBe("&lt;a b=&quot;&amp;&quot;&gt;");
    expect(element("g", { class: '"/><script>' })).not.toContain("<script>");
  });
});

describe("the chart", () => {
  const bar = { label: "a & b", value: 1, caption: "1 ms", isOwn: false };
  const panel = {
    title: "Cold start",
    hint: "shorter is better",
    bars: [
      { ...bar, value: 10, isOwn: true, spread: { low: 9, high: 12 } },
      { ...bar, value: 120 },
      { ...bar, value: 0 },
    ],
  };
  const svg = barChart([panel], "a note");

  it("draws bars to one scale, ours apart, none of them invisible", () => {
    const widths = [...svg.matchAll(/<rect class="(own|peer)"[^>]* width="([\d.]+)"/g)];
    expect(widths.map(([, kind, width]) => [kind, Number(width)])).toEqual([
      ["own", 31.7],
      ["peer", 380],
      ["peer", 1],
    ]);
  });

  it("draws the spread on the same scale", () => {
    expect(svg).toContain('x1="278.5" x2="288"');
  });

  it("says in words what it shows, in either colour scheme", () => {
    expect(svg).toContain("<title>Cold start</title>");
    expect(svg).toContain("a &amp; b");
    expect(svg).toContain("prefers-color-scheme: dark");
  });
});

describe("the panels", () => {
  it("are those that there are figures for", () => {
    const figures = ["tutorial authorizer", latchkey].map((of, index) => ({
      name: "cold start: init and first invocation",
      of,
      value: index,
      unit: "ms",
    }));
    const results = { machine: "m", date: "2026-11-22", results: { "cold-start": figures } };
    const [panel, ...others] = panelsOf(results);
    expect(others).toEqual([]);
    expect(panel?.bars.map(({ label, isOwn }) => [label, isOwn])).toEqual([
      ["tutorial authorizer", false],
      [latchkey, true],
    ]);
  });
});
