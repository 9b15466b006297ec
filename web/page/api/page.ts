import { Fields } from "./fields.ts";

/** A part of a list. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** What to ask for the next part with; undefined on the last. */
  readonly cursor: string | undefined;
}

/** @throws UnexpectedAnswer */
export function parsePage<T>(value: unknown, parse: (entry: unknown) => T): Page<T> {
  const fields = new Fields(value);
  return { entries: fields.list("data", parse), cursor: fields.textOrNull("next_cursor") };
}
