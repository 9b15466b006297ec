import type { Key } from "../api/key.ts";
import type { Page } from "../api/page.ts";

/** The keys that the page knows, newest first, and where the list goes on. */
export type KeyCollection = Page<Key>;

/** With the next page of the list. */
export function append(known: KeyCollection, next: KeyCollection): KeyCollection {
  const ids = new Set(known.entries.map(({ id }) => id));
  const added = next.entries.filter(({ id }) => !ids.has(id));
  return { entries: [...known.entries, ...added], cursor: next.cursor };
}

/** With the list's beginning as it is now; what was known of the rest stays. */
export function refresh(known: KeyCollection, beginning: KeyCollection): KeyCollection {
  const last = beginning.entries.at(-1);
  if (!last || beginning.cursor === undefined) return beginning;
  const lastKnown = known.entries.findIndex(({ id }) => id === last.id);
  const rest = lastKnown === -1 ? [] : known.entries.slice(lastKnown + 1);
  return rest.length === 0
    ? beginning
    : { entries: [...beginning.entries, ...rest], cursor: known.cursor };
}

/** With a key as an answer told of it: in its place, or first if it is new. */
export function put(known: KeyCollection, key: Key): KeyCollection {
  const isKnown = known.entries.some(({ id }) => id === key.id);
  const entries = isKnown
    ? known.entries.map((entry) => (entry.id === key.id ? withUsage(key, entry) : entry))
    : [key, ...known.entries];
  return { ...known, entries };
}

/** With a key that the list has yet to come to: last. The list does not repeat it when it does. */
export function adopt(known: KeyCollection, key: Key): KeyCollection {
  const isKnown = known.entries.some(({ id }) => id === key.id);
  return isKnown ? known : { ...known, entries: [...known.entries, key] };
}

/** Answers to changes do not tell of usage, which a change does not alter. */
function withUsage(key: Key, before: Key): Key {
  return { ...key, usage: key.usage ?? before.usage };
}
