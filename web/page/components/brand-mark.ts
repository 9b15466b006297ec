/** The product's logo, a key on a 24 by 24 tile: used by the page, index.html and the icon. */
export const brandMark = {
  size: 24,
  corner: 6,
  bow: { cx: 9, cy: 9.5, r: 3.25 },
  blade: "M11.5 11.8l6 5.7M15 15.1l-1.8 1.9",
  line: 1.9,
} as const;
