import type { Key } from "../api/key.ts";
import type { Page } from "../api/page.ts";

/** The keys loaded so far, newest first, and the cursor of the next page. */
export type KeyCollection = Page<Key>;

/** Adds the next page of the list. */
export function append(known: KeyCollection, next: KeyCollection): KeyCollection {
  const ids = new Set(known.entries.map(({ id }) => id));
  const added = next.entries.filter(({ id }) => !ids.has(id));
  return { entries: [...known.entries, ...added], cursor: next.cursor };
}

/** Replaces the start of the list with a newer copy; keeps the rest. */
export function refresh(known: KeyCollection, beginning: KeyCollection): KeyCollection {
  const last = beginning.entries.at(-1);
  if (!last || beginning.cursor === undefined) return beginning;
  const lastKnown = known.entries.findIndex(({ id }) => id === last.id);
  const rest = lastKnown === -1 ? [] : known.entries.slice(lastKnown + 1);
  return rest.length === 0
    ? beginning
    : { entries: [...beginning.entries, ...rest], cursor: known.cursor };
}

/** Replaces a key with a newer copy, or adds it first if it is new. */
export function put(known: KeyCollection, key: Key): KeyCollection {
  const isKnown = known.entries.some(({ id }) => id === key.id);
  const entries = isKnown
    ? known.entries.map((entry) => (entry.id === key.id ? withUsage(key, entry) : entry))
    : [key, ...known.entries];
  return { ...known, entries };
}

/** Adds a key from a later page at the end. That page does not repeat it when it is loaded. */
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
