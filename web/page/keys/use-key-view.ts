import { useEffect, useState } from "preact/hooks";
import { useConfig } from "../config-context.ts";
import { useNavigation } from "../navigation/navigation.tsx";
import { type KeyView, rowsPerStep, searchOf, viewOf } from "./key-view.ts";

/** Holds the view of the list in the address, so that the way back leads to the same view. */
export function useKeyView(): readonly [KeyView, (change: Partial<KeyView>) => void] {
  const { keyPrefix } = useConfig();
  const { search, setSearch } = useNavigation();
  const [view, setView] = useState(() => viewOf(search));

  // Someone followed a link to the list, or went back.
  useEffect(() => {
    if (search !== searchOf(view, keyPrefix)) setView(viewOf(search));
  }, [search]);

  const change = (wanted: Partial<KeyView>) => {
    const after = { ...view, rows: rowsPerStep, ...wanted };
    setView(after);
    setSearch(searchOf(after, keyPrefix));
  };
  return [view, change];
}
