/** The product's mark, a key on a tile of 24 by 24, for the page, its document and its icon. */
export const brandMark = {
  size: 24,
  corner: 6,
  bow: { cx: 9, cy: 9.5, r: 3.25 },
  blade: "M11.5 11.8l6 5.7M15 15.1l-1.8 1.9",
  line: 1.9,
} as const;
