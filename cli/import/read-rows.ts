import { type ImportRow, parseRow } from "./import-row.ts";
import { type Header, readHeader, requiredColumns } from "./read-header.ts";
import { splitLine } from "./split-line.ts";

/** A line of the file: the key to import, or the error of the line. */
export type ReadLine =
  | { readonly line: number; readonly row: ImportRow }
  | { readonly line: number; readonly error: string };

/**
 * Reads a CSV file with a header line. An invalid line yields an error without any of its content,
 * which may be a key by mistake. Other lines are unaffected. Lines with only separators are skipped,
 * but count in line numbers.
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
  // It is undecidable which of two lines should win.
  const first = firstLines.get(row.sha256);
  if (first !== undefined)
    return { line, error: `sha256: must not be the same as on line ${first}` };
  firstLines.set(row.sha256, line);
  return { line, row };
}

/**
 * Returns the error of a line as a whole, if any. Excel leaves out separators after the last filled cell
 * of some rows, and adds some for cells beyond the table that were once used.
 */
function faultOf(
  content: string,
  fields: readonly string[],
  { line, names }: Header,
): string | undefined {
  if (content.includes("\ufffd")) {
    return "line: must be UTF-8 or UTF-16 text (in a spreadsheet, save as CSV UTF-8)";
  }
  const beyond = fields.findIndex((field, index) => index >= names.length && field !== "");
  if (beyond !== -1) {
    return `column ${beyond + 1}: must be empty, since line ${line} names ${names.length} columns`;
  }
  const lacking = names.slice(fields.length).filter((name) => requiredColumns.includes(name));
  if (lacking.length > 0) return `line: must have a field for ${lacking.join(", ")}`;
  return undefined;
}
