import { CsvError, parse } from "csv-parse/sync";

export const separators = [",", ";", "\t"] as const;
export type Separator = (typeof separators)[number];

/**
 * Splits one line of CSV (RFC 4180) into fields, without spaces around them.
 *
 * No valid value contains a line break, so each line is one record. An unclosed quote then affects only
 * its own line, while a parser of whole files would lose all lines after it.
 *
 * @returns an error if the quotes are wrong, without the content of the line
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
    ? "quotes must be closed on the same line: fields cannot contain line breaks"
    : "quotes must enclose the whole field, and quotes inside must be doubled";
}
