import { useCallback, useEffect, useState } from "preact/hooks";
import { SessionEnded } from "../api/api-error.ts";
import { useSession } from "../session/session-context.tsx";
import { type Loaded, loading } from "./loaded.ts";

interface LoadedState<T> {
  readonly loaded: Loaded<T>;
  /** Replaces the value with a newer one. */
  set(value: T): void;
  /** Loads again from the start. */
  reload(): void;
}

/** A dialog may show a key that cannot be shown again, or input that would be lost. */
function isDialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/**
 * Loads a value on first render, and again when `subject` changes. If the session has ended, it signs in
 * again and returns here, unless an open dialog would be lost.
 *
 * @param load must be the same function as long as the subject is the same
 */
export function useLoaded<T>(load: () => Promise<T>, subject: string): LoadedState<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>(loading);
  const [attempt, setAttempt] = useState(0);
  const { signInAgain } = useSession();

  useEffect(() => {
    let isWanted = true;
    setLoaded(loading);
    load().then(
      (value) => isWanted && setLoaded({ phase: "ready", value }),
      (error: unknown) => {
        if (!isWanted) return;
        if (error instanceof SessionEnded && !isDialogOpen()) signInAgain();
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
