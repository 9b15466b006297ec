import type { Key } from "../api/key.ts";

export const keySorts = ["newest", "oldest", "name", "most-used", "last-used", "expiry"] as const;
export type KeySort = (typeof keySorts)[number];

export const sortNames: Readonly<Record<KeySort, string>> = {
  newest: "Newest first",
  oldest: "Oldest first",
  name: "By name",
  "most-used": "Most used first",
  "last-used": "Last used first",
  expiry: "First to expire first",
};

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Sorts keys, which come newest first. Keys that are equal stay in that order. */
export function sortKeys(keys: readonly Key[], sort: KeySort): Key[] {
  switch (sort) {
    case "newest":
      return [...keys];
    case "oldest":
      return [...keys].reverse();
    case "name":
      return [...keys].sort((one, other) => byName.compare(one.name, other.name));
    case "most-used":
      return sorted(keys, ({ usage }) => -(usage?.last30Days ?? 0));
    case "last-used":
      return sorted(keys, ({ lastUsedAt }) => -(lastUsedAt ?? 0));
    case "expiry":
      return sorted(keys, ({ expiresAt }) => expiresAt ?? Number.MAX_SAFE_INTEGER);
  }
}

function sorted(keys: readonly Key[], rankOf: (key: Key) => number): Key[] {
  return [...keys].sort((one, other) => rankOf(one) - rankOf(other));
}
