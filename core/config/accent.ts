import type { Product } from "./config.ts";

/*
 * The colours that an owner's accent stands for. The surfaces are those of tokens.css, and a test
 * holds them to it.
 */

export const schemes = ["light", "dark"] as const;
type Scheme = (typeof schemes)[number];

export const surfaces: Readonly<Record<Scheme, readonly string[]>> = {
  light: ["#ffffff", "#f6f7f9"],
  dark: ["#0f1115", "#171a21", "#0b0d10"],
};
export const textOnAccent: Readonly<Record<Scheme, string>> = {
  light: "#ffffff",
  dark: "#10131a",
};

/** The contrast that text needs (WCAG 2.2, 1.4.3). */
const leastContrast = 4.5;

interface Shades {
  readonly accent: string;
  readonly hover: string;
  readonly soft: string;
}

function shadesOf(accent: string, scheme: Scheme): Shades {
  return {
    accent,
    hover: mixed(accent, scheme === "light" ? "#000000" : "#ffffff", 0.2),
    soft: mixed(accent, surfaces[scheme][0] ?? "", scheme === "light" ? 0.92 : 0.85),
  };
}

/** Says what an accent cannot be read on or by; undefined if it can be read everywhere. */
export function accentFault(accent: string, scheme: Scheme): string | undefined {
  const { soft } = shadesOf(accent, scheme);
  for (const other of [...surfaces[scheme], soft, textOnAccent[scheme]]) {
    const contrast = contrastOf(accent, other);
    if (contrast < leastContrast) {
      // Rounded down, so that 4.49 is not said to be 4.5.
      const shown = Math.floor(contrast * 10) / 10;
      return `must have a contrast of at least ${leastContrast}:1 to ${other} of the ${scheme} scheme, not ${shown}:1`;
    }
  }
  return undefined;
}

/** Returns the style sheet that replaces the accent of tokens.css; empty without another one. */
export function accentStyle({ accent }: Product): string {
  if (!accent) return "";
  const light = shadesOf(accent.light, "light");
  const dark = shadesOf(accent.dark, "dark");
  const token = (name: string, shade: keyof Shades) =>
    `--${name}:light-dark(${light[shade]},${dark[shade]})`;
  const tokens = [
    token("accent", "accent"),
    token("accent-hover", "hover"),
    token("accent-soft", "soft"),
  ];
  return `:root{${tokens.join(";")}}\n`;
}

/** The contrast of two colours, from 1 to 21. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(color).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mixed(color: string, other: string, share: number): string {
  const others = channelsOf(other);
  const channels = channelsOf(color).map((channel, index) =>
    Math.round(channel + ((others[index] ?? 0) - channel) * share),
  );
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** @param color such as `#3a45c9` */
function channelsOf(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
