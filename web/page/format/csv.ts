/** A cell that spreadsheets would run as a formula gets an apostrophe in front, which they do not show. */
const formula = /^[=+\-@\t\r]/;

/** Writes a table as CSV (RFC 4180), first row first. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
