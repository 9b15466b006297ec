import type { Key } from "../api/key.ts";
import {
  environmentFilters,
  filterKeys,
  type KeyFilter,
  noFilter,
  statusFilters,
} from "./key-filter.ts";
import { type KeySort, keySorts, sortKeys } from "./key-sort.ts";

/** The shown part of the list, and its order. The address holds both. */
export interface KeyView extends KeyFilter {
  readonly sort: KeySort;
  /** The most rows to show. */
  readonly rows: number;
}

/** More rows than this take too long to draw at once. */
export const rowsPerStep = 50;

export const defaultView: KeyView = { ...noFilter, sort: "newest", rows: rowsPerStep };

/** Returns the keys of a view, of which its first `rows` are shown. @param now Unix time in whole seconds */
export function keysIn(view: KeyView, keys: readonly Key[], now: number): Key[] {
  return sortKeys(filterKeys(keys, view, now), view.sort);
}

/** Reads a view from the query of an address. Whatever is not understood there is left out. */
export function viewOf(search: string): KeyView {
  const query = new URLSearchParams(search);
  const choice = <T extends string>(name: string, choices: readonly T[], otherwise: T) =>
    choices.find((one) => one === query.get(name)) ?? otherwise;
  const rows = Math.ceil(Number(query.get("rows")) / rowsPerStep) * rowsPerStep;
  return {
    text: query.get("q") ?? "",
    status: choice("status", statusFilters, defaultView.status),
    environment: choice("environment", environmentFilters, defaultView.environment),
    sort: choice("sort", keySorts, defaultView.sort),
    rows: rows > 0 && rows <= mostRows ? rows : rowsPerStep,
  };
}

const mostRows = 10_000;

/**
 * Returns the query of the address of a view. The browser keeps addresses, so a text that may be a
 * whole key is left out.
 *
 * @param keyPrefix the configured prefix of keys
 */
export function searchOf(view: KeyView, keyPrefix: string): string {
  const text = mayHoldSecret(view.text, keyPrefix) ? "" : view.text;
  const query = new URLSearchParams();
  const put = (name: string, value: string | number, usual: string | number) => {
    if (value !== usual) query.set(name, String(value));
  };
  put("q", text, defaultView.text);
  put("status", view.status, defaultView.status);
  put("environment", view.environment, defaultView.environment);
  put("sort", view.sort, defaultView.sort);
  put("rows", view.rows, defaultView.rows);
  return query.size === 0 ? "" : `?${query}`;
}

/** The characters of an id, which follow the configured prefix in what identifies a key. */
const idLength = 8;

/** Whether a word of the text is longer than what identifies a key, so that it may be a secret. */
function mayHoldSecret(text: string, keyPrefix: string): boolean {
  return text.split(/\s/).some((word) => word.length > keyPrefix.length + idLength);
}
