import { displayWidth, wrap } from "./wrap.ts";

const gap = "  ";

/**
 * Formats rows under a heading; each column is as wide as its widest cell. Rows that are wider than
 * the terminal get cells of several lines; if even their words do not fit, each row becomes a list of
 * its fields. No word is ever cut, so that IDs can be copied.
 *
 * @param columns the width of the terminal
 */
export function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  columns = Number.POSITIVE_INFINITY,
): string {
  const all = [heading.map((title) => title.toUpperCase()), ...rows];
  const widths = fittingWidths(all, columns);
  if (widths) return all.map((row) => line(row, widths)).join("\n");
  const listed = rows.map((row) =>
    fields(
      heading.map((title, column) => [title, row[column]]),
      columns,
    ),
  );
  return listed.join("\n\n");
}

/** @returns undefined if the longest words of the columns do not fit beside each other */
function fittingWidths(
  rows: readonly (readonly string[])[],
  columns: number,
): number[] | undefined {
  const [heading = []] = rows;
  const widest = (column: number, parts: RegExp) =>
    Math.max(
      ...rows.flatMap((row) => (row[column] ?? "").split(parts).map((part) => displayWidth(part))),
    );
  const widths = heading.map((_, column) => widest(column, /\n/));
  const words = heading.map((_, column) => widest(column, /\s/));
  const available = columns - gap.length * (heading.length - 1);
  if (sum(words) > available) return undefined;
  while (sum(widths) > available) {
    const slack = widths.map((width, column) => (width > (words[column] ?? 0) ? width : 0));
    const column = slack.indexOf(Math.max(...slack));
    widths[column] = Math.max(...slack) - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}

type Field = readonly [name: string, value: string | undefined];

/** However narrow the terminal is, values have so many columns. */
const leastValueWidth = 20;

/**
 * Formats names and values, one pair per line; a value that is undefined has no line.
 *
 * @param columns the width of the terminal: longer values go on below
 */
export function fields(entries: readonly Field[], columns = Number.POSITIVE_INFINITY): string {
  const shown = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const width = Math.max(...shown.map(([name = ""]) => displayWidth(name)));
  const rest = Math.max(columns - width - gap.length, leastValueWidth);
  return shown.map((entry) => line(entry, [width, rest])).join("\n");
}

/** Shows the fields of an object that have no form of their own: `spend_limit: 5` as `spend limit  5`. */
export function otherFields(
  shown: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Field[] {
  const others = Object.entries(shown).filter(([name]) => !known.includes(name));
  return others.map(([name, value]) => [name.replaceAll("_", " "), showValue(value)]);
}

/** A JSON value as people read it. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `crm_id=c-1042, tier=gold` */
export function showMetadata(metadata: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(metadata).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "–" : pairs.join(", ");
}

/** A time in a column: without seconds, and in two words. */
export function shortTime(time: string): string {
  return time.replace(/T(\d\d:\d\d):\d\d(\.\d+)?Z$/, " $1Z");
}

/** A row of cells; as many lines as its longest cell has. */
function line(cells: readonly string[], widths: readonly number[]): string {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? 0));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, index) =>
    wrapped
      .map((lines, column) => pad(lines[index] ?? "", widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  ).join("\n");
}

function pad(cell: string, width: number): string {
  if (!Number.isFinite(width)) return cell;
  return cell + " ".repeat(Math.max(0, width - displayWidth(cell)));
}
