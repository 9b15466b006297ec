/** Outlines on a 16 by 16 grid. */
const paths = {
  plus: "M8 3v10M3 8h10",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  check: "M3 8.5l3.5 3.5L13 4.5",
  close: "M4 4l8 8M12 4l-8 8",
  refresh: "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3",
  warning: "M8 2.5l6 11H2zM8 6.5v3M8 11.5h.01",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3l2 1.5",
  key: "M10.5 9.5a3.5 3.5 0 1 0-3.3-2.3L2.5 12v1.5H5V12h1.5v-1.5H8l.7-1.2c.5.1 1.1.2 1.8.2zM11 5.5h.01",
  external: "M6.5 3.5h-3v9h9v-3M9 2.5h4.500v4.5M13 3L7.500 8.500",
} as const;

/** Decorative: hidden from screen readers, because the text beside it carries the meaning. */
export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
