import { CliError } from "../exit-code.ts";
import { type Separator, separators, splitLine } from "./split-line.ts";

export const requiredColumns: readonly string[] = ["account_id", "name", "sha256"];
const optionalColumns: readonly string[] = [
  "expires_at",
  "rate_limit_per_minute",
  "environment",
  "scopes",
  "allowed_ips",
  "quota_day",
  "quota_month",
  "quota_total",
];
export const columns = [...requiredColumns, ...optionalColumns];

/** The layout of a file of keys. */
export interface Header {
  /** The line that names the columns. */
  readonly line: number;
  readonly separator: Separator;
  readonly names: readonly string[];
}

/** The line that tells Excel the separator; Excel may leave it in the file. */
const separatorOrder = /^"?sep=(.)"?\s*$/i;

/**
 * Finds the line that names the columns, after empty lines and a line `sep=;`. No column name contains a
 * separator, so at most one separator yields all required names.
 *
 * @throws CliError that names the line, the column and the rule, but no content of the file
 */
export function readHeader(lines: readonly string[]): Header {
  const start = firstFilled(lines, 0);
  const ordered = separatorOrder.exec(lines[start] ?? "")?.[1];
  const index = ordered === undefined ? start : firstFilled(lines, start + 1);
  const candidates =
    ordered === undefined ? separators : separators.filter((one) => one === ordered);
  if (candidates.length === 0) {
    throw fault(start + 1, "sep= must be followed by a comma, a semicolon or a tab");
  }
  const headers = candidates.map((separator) => {
    return { line: index + 1, separator, names: namesOf(lines[index] ?? "", separator) };
  });
  const header = headers.find(({ names }) => missingFrom(names).length === 0);
  if (!header) throw fault(index + 1, ruleOf(headers));
  checkNames(header);
  return header;
}

function firstFilled(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, index) => index >= from && !/^[\s,;]*$/.test(line));
  return found === -1 ? from : found;
}

/** Spreadsheets leave unnamed columns at the end for cells that were once used. */
function namesOf(line: string, separator: Separator): string[] {
  const fields = splitLine(line, separator);
  if ("error" in fields) return [];
  const last = fields.findLastIndex((name) => name !== "");
  return fields.slice(0, last + 1).map((name) => name.toLowerCase());
}

function missingFrom(names: readonly string[]): string[] {
  return requiredColumns.filter((name) => !names.includes(name));
}

/** Names the missing columns, under the separator that fits best. */
function ruleOf(headers: readonly Header[]): string {
  const missing = headers.map(({ names }) => missingFrom(names));
  const fewest = missing.toSorted((one, other) => one.length - other.length)[0] ?? [];
  return `must name the columns ${requiredColumns.join(", ")} (optional: ${optionalColumns.join(", ")}), separated by commas, semicolons or tabs. Missing: ${fewest.join(", ")}`;
}

function checkNames({ line, names }: Header): void {
  for (const [index, name] of names.entries()) {
    const where = `column ${index + 1}`;
    if (name === "") throw fault(line, `${where} must have a name`);
    if (!columns.includes(name)) {
      throw fault(line, `${where} must be one of ${columns.join(", ")}`);
    }
    if (names.indexOf(name) < index) throw fault(line, `${where} repeats the name ${name}`);
  }
}

function fault(line: number, rule: string): CliError {
  return new CliError("misuse", `Line ${line} of the file: ${rule}.`);
}
