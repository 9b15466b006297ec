import { useCallback, useEffect } from "preact/hooks";
import type { Key } from "../api/key.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace } from "../workspace/workspace.tsx";

interface CurrentKey {
  readonly key: Key;
  /** Whether the key could not be loaded, so that `key` is the list's older copy. */
  readonly isOld: boolean;
}

/** Loads the key again before the user decides: the list may be an hour old. */
export function useCurrentKey(known: Key): CurrentKey {
  const { api, put } = useWorkspace();
  const load = useCallback(() => api.key(known.id), [api, known.id]);
  const { loaded } = useLoaded(load, known.id);
  useEffect(() => {
    if (loaded.phase === "ready") put(loaded.value);
  }, [loaded]);
  return {
    key: loaded.phase === "ready" ? loaded.value : known,
    isOld: loaded.phase === "failed",
  };
}
