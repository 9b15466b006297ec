/** JSON to be read: indented, with lists of plain values on one line. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /\[\n\s+([^[\]{}]*?)\n\s+\]/g,
    (_, values: string) => `[${values.replace(/\n\s*/g, " ")}]`,
  );
}
