import { CsvError, parse } from "csv-parse/sync";

export const separators = [",", ";", "\t"] as const;
export type Separator = (typeof separators)[number];

/**
 * The fields of one line of CSV (RFC 4180), without spaces around them.
 *
 * No value that may be imported has a line break in it, so a line is a record: a quote that is
 * never closed spoils its own line, where a parser of whole files would lose all that follow.
 *
 * @returns the fault of a line whose quotes are not as they should be, without what stands there
 */
export function splitLine(line: string, delimiter: Separator): string[] | { error: string } {
  try {
    const [fields = []] = parse(line, { delimiter, trim: true });
    return fields;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { error: `column ${columnOf(error)}: ${ruleOf(error)}` };
  }
}

function columnOf({ column }: CsvError): string {
  return typeof column === "number" ? String(column + 1) : "unknown";
}

function ruleOf({ code }: CsvError): string {
  return code === "CSV_QUOTE_NOT_CLOSED"
    ? "quotes must be closed on the same line: no field may have a line break"
    : "quotes must stand around a whole field, and be doubled inside";
}
