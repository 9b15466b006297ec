import type { Key } from "../api/key.ts";
import type { Page } from "../api/page.ts";

/** The keys loaded so far, newest first, and the cursor of the next page. */
export type KeyCollection = Page<Key>;

/**
 * Adds the next page of the list. A key that is known already moves to its place there, as it is
 * known: it may have been changed since the page was requested.
 */
export function append(known: KeyCollection, next: KeyCollection): KeyCollection {
  const before = new Map(known.entries.map((key) => [key.id, key]));
  const added = next.entries.map((key) => before.get(key.id) ?? key);
  const moved = new Set(added.map(({ id }) => id));
  const kept = known.entries.filter(({ id }) => !moved.has(id));
  return { entries: [...kept, ...added], cursor: next.cursor };
}

/** Replaces a key with a newer copy, or adds it first if it is new. */
export function put(known: KeyCollection, key: Key): KeyCollection {
  const isKnown = known.entries.some(({ id }) => id === key.id);
  const entries = isKnown
    ? known.entries.map((entry) => (entry.id === key.id ? withUsage(key, entry) : entry))
    : [key, ...known.entries];
  return { ...known, entries };
}

/** Adds a key from a later page at the end, until that page is loaded. */
export function adopt(known: KeyCollection, key: Key): KeyCollection {
  const isKnown = known.entries.some(({ id }) => id === key.id);
  return isKnown ? known : { ...known, entries: [...known.entries, key] };
}

/** Responses to changes carry no usage. A change affects only that of quotas it removes. */
function withUsage(key: Key, before: Key): Key {
  const known = before.usage;
  if (key.usage || !known) return key;
  const quotas = known.quotas.filter(({ period }) => key.quotas?.[period] !== undefined);
  return { ...key, usage: { ...known, quotas } };
}
