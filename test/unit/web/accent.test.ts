import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import {
  accentFault,
  accentStyle,
  contrastOf,
  schemes,
  surfaces,
  textOnAccent,
} from "../../../core/config/accent.ts";
import { ConfigError, parseConfiguration } from "../../../lib/config/parse-config.ts";

const tokens = readFileSync("web/theme/tokens.css", "utf8");

/** The colours of a token in tokens.css. */
function tokenColors(name: string) {
  const [, light = "", dark = ""] =
    new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens) ?? [];
  return { light, dark };
}

function configure(product: object) {
  return () => parseConfiguration({ product: { name: "Acme", ...product } }, "latchkey.config.ts");
}

describe("an accent", () => {
  it("is checked against the surfaces that the pages have", () => {
    for (const scheme of schemes) {
      const all = ["surface", "surface-raised", "surface-sunken"].map(
        (name) => tokenColors(name)[scheme],
      );
      expect(new Set(surfaces[scheme])).toEqual(new Set(all));
      expect(textOnAccent[scheme]).toBe(tokenColors("text-on-accent")[scheme]);
      // The pages' own accent has to be good enough, too.
      expect(accentFault(tokenColors("accent")[scheme], scheme)).toBeUndefined();
    }
  });

  it.each([
    ["#000000", "#ffffff", 21],
    ["#777777", "#ffffff", 4.48],
    ["#ff0000", "#ffffff", 4],
    ["#00ff00", "#ffffff", 1.37],
    ["#0000ff", "#ffffff", 8.59],
    ["#0a0a0a", "#000000", 1.06],
  ])("has the contrast that WCAG defines: %s on %s", (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
    expect(contrastOf(other, one)).toBe(contrastOf(one, other));
  });

  it.each([
    ["light", "#777777", "#ffffff of the light scheme, not 4.4:1"],
    ["light", "#ffcc00", "#ffffff of the light scheme, not 1.5:1"],
    ["dark", "#3a45c9", "#0f1115 of the dark scheme"],
  ] as const)("of the %s scheme that cannot be read is refused: %s", (scheme, color, words) => {
    expect(accentFault(color, scheme)).toContain(words);
    const accent = { light: "#0b6b4f", dark: "#5fd3a8", [scheme]: color };
    expect(configure({ accent })).toThrow(ConfigError);
    expect(configure({ accent })).toThrow(
      `product.accent.${scheme} must have a contrast of at least`,
    );
  });

  it("replaces the shades of the pages, and only if there is one", () => {
    expect(accentStyle({ name: "Acme" })).toBe("");
    const style = accentStyle({ name: "Acme", accent: { light: "#0b6b4f", dark: "#5fd3a8" } });
    // A fifth of the way to black or white; near the page's surface.
    expect(style).toBe(
      ":root{--accent:light-dark(#0b6b4f,#5fd3a8);--accent-hover:light-dark(#09563f,#7fdcb9);" +
        "--accent-soft:light-dark(#ebf3f1,#1b2e2b)}\n",
    );
    for (const [, name = ""] of style.matchAll(/--([a-z-]+):/g))
      expect(tokens).toContain(`--${name}:`);
  });
});

describe("a logo", () => {
  it.each([
    "logo.svg",
    "<svg></svg>",
    "<p>x</p>",
    `<svg xmlns="http://www.w3.org/2000/svg">${" ".repeat(20_000)}</svg>`,
  ])("that is no SVG image is refused", (logo) => {
    expect(configure({ logo })).toThrow("product.logo must be the text of an SVG image");
  });

  it.each([
    ["not a colour", { light: "red", dark: "#5fd3a8" }, "product.accent.light must be a colour"],
    ["for one scheme", { light: "#0b6b4f" }, "product.accent.dark"],
  ])("and colours are named where they are at fault: %s", (_what, accent, words) => {
    expect(configure({ accent })).toThrow(words);
  });
});
