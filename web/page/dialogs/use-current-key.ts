import { useCallback, useEffect } from "preact/hooks";
import type { Key } from "../api/key.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace } from "../workspace/workspace.tsx";

interface CurrentKey {
  readonly key: Key;
  /** Whether it could not be asked for, so that this is what the list knew. */
  readonly isOld: boolean;
}

/** A key as it is now, for what someone is to decide on: the list may be of an hour ago. */
export function useCurrentKey(known: Key): CurrentKey {
  const { api, put } = useWorkspace();
  const ask = useCallback(() => api.key(known.id), [api, known.id]);
  const { loaded } = useLoaded(ask, known.id);
  useEffect(() => {
    if (loaded.phase === "ready") put(loaded.value);
  }, [loaded]);
  return {
    key: loaded.phase === "ready" ? loaded.value : known,
    isOld: loaded.phase === "failed",
  };
}
