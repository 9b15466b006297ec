import { Fields } from "./fields.ts";

/** The most entries that the API returns in one page. */
export const greatestPage = 100;

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
