import { useCallback, useEffect } from "preact/hooks";
import type { Key } from "../api/key.ts";
import type { Loaded } from "../workspace/loaded.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace } from "../workspace/workspace.tsx";

export interface CurrentKey {
  /** The list's older copy until it is loaded. */
  readonly key: Key;
  readonly phase: Loaded<Key>["phase"];
  reload(): void;
}

/** Loads the key again before the user decides: the list may be an hour old. */
export function useCurrentKey(known: Key): CurrentKey {
  const { api, put } = useWorkspace();
  const load = useCallback(() => api.key(known.id), [api, known.id]);
  const { loaded, reload } = useLoaded(load, known.id);
  useEffect(() => {
    if (loaded.phase === "ready") put(loaded.value);
  }, [loaded]);
  return { key: loaded.phase === "ready" ? loaded.value : known, phase: loaded.phase, reload };
}
