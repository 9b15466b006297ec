import { type ImportRow, parseRow } from "./import-row.ts";
import { type Header, readHeader, requiredColumns } from "./read-header.ts";
import { splitLine } from "./split-line.ts";

/** A line of the file: what to import, or what is wrong with it. */
export type ReadLine =
  | { readonly line: number; readonly row: ImportRow }
  | { readonly line: number; readonly error: string };

/**
 * Reads a CSV file with a line of column names. A line that cannot be read or does not hold what it
 * must is named with its fault, which repeats nothing of it: a key may stand there by mistake. The
 * others go on; lines without anything but separators count but hold nothing.
 *
 * @throws CliError if the column names are not the ones that are known
 */
export function readRows(text: string): ReadLine[] {
  const lines = text.split(/\r\n|\n|\r/);
  const header = readHeader(lines);
  const firstLines = new Map<string, number>();
  return lines.slice(header.line).flatMap((content, index) => {
    return readLine(header.line + index + 1, content, header, firstLines) ?? [];
  });
}

/**
 * @param firstLines where each digest stood first; this line's is added
 * @returns undefined if nothing stands in any field
 */
function readLine(
  line: number,
  content: string,
  header: Header,
  firstLines: Map<string, number>,
): ReadLine | undefined {
  const fields = splitLine(content, header.separator);
  if ("error" in fields) return { line, error: fields.error };
  if (fields.every((field) => field.trim() === "")) return undefined;
  const error = faultOf(content, fields, header);
  if (error !== undefined) return { line, error };
  const named = header.names.map((name, index) => [name, fields[index] ?? ""]);
  const row = parseRow(Object.fromEntries(named));
  if ("error" in row) return { line, error: row.error };
  // Which of two lines should win nobody can tell.
  const first = firstLines.get(row.sha256);
  if (first !== undefined) return { line, error: `sha256: must not repeat that of line ${first}` };
  firstLines.set(row.sha256, line);
  return { line, row };
}

/**
 * The fault of a line as a whole, if it has one. Excel leaves separators out behind the last filled cell of
 * some rows, and adds some where cells beyond the table were once used.
 */
function faultOf(
  content: string,
  fields: readonly string[],
  { line, names }: Header,
): string | undefined {
  if (content.includes("\ufffd")) {
    return "line: must be text in UTF-8 or UTF-16, as spreadsheets save it under CSV UTF-8";
  }
  const beyond = fields.findIndex((field, index) => index >= names.length && field !== "");
  if (beyond !== -1) {
    return `column ${beyond + 1}: must be empty, since line ${line} names ${names.length} columns`;
  }
  const lacking = names.slice(fields.length).filter((name) => requiredColumns.includes(name));
  if (lacking.length > 0) return `line: must have a field for ${lacking.join(", ")}`;
  return undefined;
}
