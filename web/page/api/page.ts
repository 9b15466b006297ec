import { Fields } from "./fields.ts";

/** A page of a list. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** The cursor of the next page; undefined on the last. */
  readonly cursor: string | undefined;
}

/** @throws UnexpectedResponse */
export function parsePage<T>(value: unknown, parse: (entry: unknown) => T): Page<T> {
  const fields = new Fields(value);
  return { entries: fields.list("data", parse), cursor: fields.textOrNull("next_cursor") };
}
