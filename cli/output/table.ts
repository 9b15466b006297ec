const gap = "  ";

/** Formats rows under a heading; each column is as wide as its widest cell. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading.map((title) => title.toUpperCase()), ...rows];
  const widths = heading.map((_, column) =>
    Math.max(...all.map((row) => displayWidth(row[column] ?? ""))),
  );
  return all.map((row) => line(row, widths)).join("\n");
}

type Field = readonly [name: string, value: string | undefined];

/** Formats names and values, one pair per line; a value that is undefined has no line. */
export function fields(entries: readonly Field[]): string {
  const shown = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const width = Math.max(...shown.map(([name = ""]) => displayWidth(name)));
  return shown.map((entry) => line(entry, [width, 0])).join("\n");
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

function line(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => pad(cell, widths[column] ?? 0));
  return padded.join(gap).trimEnd();
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(Math.max(0, width - displayWidth(cell)));
}

const segmenter = new Intl.Segmenter();
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uff01-\uff60]/u;

/** Counts terminal columns: accented letters take one, emoji and East Asian characters two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}
