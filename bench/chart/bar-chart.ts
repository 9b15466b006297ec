import { element, text } from "./svg.ts";

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value as it is to be read. */
  readonly caption: string;
  /** First and third quartile, where there were several runs. */
  readonly spread?: { readonly low: number; readonly high: number } | undefined;
  /** Ours, as against a peer's. */
  readonly isOwn: boolean;
}

export interface Panel {
  readonly title: string;
  /** Which end of the bars is the good one. */
  readonly hint: string;
  readonly bars: readonly Bar[];
}

const width = 720;
const labelWidth = 250;
const captionWidth = 90;
const barHeight = 14;
const barPitch = 22;
const titleHeight = 34;
const panelGap = 14;

/**
 * Both colour schemes by a media query, which also works where the image is embedded by `<img>`;
 * the background stays the page's own.
 */
const style = `
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 13px; }
.hint, .note { fill: #59636e; }
.caption { font-variant-numeric: tabular-nums; }
.own { fill: #0969da; }
.peer { fill: #afb8c1; }
.spread { stroke: #24292f; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .hint, .note { fill: #9198a1; }
  .own { fill: #4493f8; }
  .peer { fill: #545d68; }
  .spread { stroke: #e6edf3; }
}`;

/** Panels one above the other, each with a scale of its own that starts at 0. */
export function barChart(panels: readonly Panel[], note: string): string {
  let y = 0;
  const drawn = panels.map((panel) => {
    const group = element("g", { transform: `translate(0 ${y})` }, ...drawPanel(panel));
    y += titleHeight + panel.bars.length * barPitch + panelGap;
    return group;
  });
  const height = y + 20;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
    },
    element("title", {}, text(panels.map(({ title }) => title).join("; "))),
    element("style", {}, style),
    ...drawn,
    element("text", { class: "note", x: 0, y: height - 6 }, text(note)),
  );
}

function drawPanel({ title, hint, bars }: Panel): string[] {
  const greatest = Math.max(...bars.map(({ value, spread }) => Math.max(value, spread?.high ?? 0)));
  const scale = (width - labelWidth - captionWidth) / (greatest || 1);
  return [
    element("text", { class: "title", x: 0, y: 18 }, text(title)),
    element("text", { class: "hint", x: width, y: 18, "text-anchor": "end" }, text(hint)),
    ...bars.flatMap((bar, index) => drawBar(bar, titleHeight + index * barPitch, scale)),
  ];
}

function drawBar(
  { label, value, caption, spread, isOwn }: Bar,
  y: number,
  scale: number,
): string[] {
  const middle = y + barHeight / 2;
  const length = Math.max(1, round(value * scale));
  const end = Math.max(length, round((spread?.high ?? 0) * scale));
  const textY = middle + 4;
  return [
    element("text", { x: labelWidth - 8, y: textY, "text-anchor": "end" }, text(label)),
    element("rect", {
      class: isOwn ? "own" : "peer",
      x: labelWidth,
      y,
      width: length,
      height: barHeight,
      rx: 2,
    }),
    ...(spread
      ? [
          element("line", {
            class: "spread",
            x1: labelWidth + round(spread.low * scale),
            x2: labelWidth + round(spread.high * scale),
            y1: middle,
            y2: middle,
          }),
        ]
      : []),
    element("text", { class: "caption", x: labelWidth + end + 6, y: textY }, text(caption)),
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
