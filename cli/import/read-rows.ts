import { CliError } from "../exit-code.ts";
import { type ImportRow, parseRow } from "./import-row.ts";
import { splitLine } from "./split-line.ts";

/** A line of the file: what to import, or what is wrong with it. */
export type ReadLine =
  | { readonly line: number; readonly row: ImportRow }
  | { readonly line: number; readonly error: string };

const requiredColumns: readonly string[] = ["account_id", "name", "sha256"];
const optionalColumns: readonly string[] = ["expires_at", "rate_limit_per_minute", "environment"];
export const columns = [...requiredColumns, ...optionalColumns];

/**
 * Reads a CSV file with a line of column names. A line that cannot be read or does not hold what it
 * must is named with its fault, which repeats nothing of it: a key may stand there by mistake. The
 * others go on; empty lines count but hold nothing.
 *
 * @throws CliError where the column names are not the ones that are known
 */
export function readRows(text: string): ReadLine[] {
  const [header = "", ...lines] = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const names = columnNames(splitLine(header) ?? []);
  const firstLines = new Map<string, number>();
  return lines.flatMap((content, index) => {
    if (content.trim() === "") return [];
    return [readLine(index + 2, content, names, firstLines)];
  });
}

/** @param firstLines where each digest stood first; this line's is added */
function readLine(
  line: number,
  content: string,
  names: readonly string[],
  firstLines: Map<string, number>,
): ReadLine {
  const fields = splitLine(content);
  if (!fields) return { line, error: "line: quotes must be closed, and doubled inside quotes" };
  if (fields.length !== names.length) {
    return { line, error: `line: must have ${names.length} fields, as the first line has` };
  }
  const row = parseRow(Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ""])));
  if ("error" in row) return { line, error: row.error };
  // Which of two lines should win nobody can tell.
  const first = firstLines.get(row.sha256);
  if (first !== undefined) return { line, error: `sha256: must not repeat that of line ${first}` };
  firstLines.set(row.sha256, line);
  return { line, row };
}

function columnNames(header: readonly string[]): string[] {
  const names = header.map((name) => name.toLowerCase());
  const isComplete = requiredColumns.every((name) => names.includes(name));
  if (!isComplete || !names.every((name) => columns.includes(name))) {
    throw new CliError(
      "misuse",
      `The first line must name the columns ${requiredColumns.join(", ")}, and may name ${optionalColumns.join(", ")}, separated by commas.`,
    );
  }
  if (new Set(names).size < names.length) {
    throw new CliError("misuse", "The first line names a column twice.");
  }
  return names;
}
