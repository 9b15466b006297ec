/**
 * Puts one text in the place of another wherever it occurs in a value, at any depth. Names of
 * properties stay as they are.
 */
export function replaceText(value: unknown, text: string, replacement: string): unknown {
  if (typeof value === "string") return value.replaceAll(text, () => replacement);
  if (Array.isArray(value)) return value.map((item) => replaceText(item, text, replacement));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    replaceText(item, text, replacement),
  ]);
  return Object.fromEntries(entries);
}
