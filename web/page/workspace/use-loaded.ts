import { useCallback, useEffect, useState } from "preact/hooks";
import { SessionEnded } from "../api/api-error.ts";
import { useSession } from "../session/session-context.tsx";
import { type Loaded, loading } from "./loaded.ts";

interface LoadedState<T> {
  readonly loaded: Loaded<T>;
  /** Takes over what is newer than what was loaded. */
  set(value: T): void;
  /** Asks again from the start. */
  reload(): void;
}

/**
 * Loads something when it is first shown, and anew for another `subject`. Where the session has
 * ended, it signs in again and comes back here: nothing is lost that way.
 *
 * @param ask has to be the same function as long as the subject is the same
 */
export function useLoaded<T>(ask: () => Promise<T>, subject: string): LoadedState<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>(loading);
  const [attempt, setAttempt] = useState(0);
  const { signInAgain } = useSession();

  useEffect(() => {
    let isWanted = true;
    setLoaded(loading);
    ask().then(
      (value) => isWanted && setLoaded({ phase: "ready", value }),
      (error: unknown) => {
        if (!isWanted) return;
        if (error instanceof SessionEnded) signInAgain();
        else setLoaded({ phase: "failed", error });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [subject, attempt]);

  const set = useCallback((value: T) => setLoaded({ phase: "ready", value }), []);
  const reload = useCallback(() => setAttempt((number) => number + 1), []);
  return { loaded, set, reload };
}
