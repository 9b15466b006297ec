/** A table in Markdown, its columns aligned as the formatter of this repository wants them. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = headings.map((_, column) =>
    Math.max(...[headings, ...rows].map((cells) => lengthOf(cells[column] ?? ""))),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const padded = (cells: readonly string[]) =>
    line(widths.map((width, column) => pad(cells[column] ?? "", width)));
  return [
    padded(headings),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map(padded),
  ].join("\n");
}

/** In characters, not in UTF-16's units. */
function lengthOf(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(width - lengthOf(text));
}
