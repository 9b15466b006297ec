import { Notice } from "../components/notice.tsx";
import type { CurrentKey } from "./use-current-key.ts";

interface StaleKeyProps {
  readonly of: CurrentKey;
  /** The fact in question, such as `whether this key is in use`. */
  readonly what: string;
}

/** Says that what a dialog knows of a key is being checked, or could not be; nothing once it is. */
export function StaleKey({ of: { phase, reload }, what }: StaleKeyProps) {
  if (phase === "ready") return null;
  return (
    <Notice tone={phase === "failed" ? "warning" : "calm"}>
      {phase === "failed" ? (
        <>
          <p>Could not check {what}.</p>
          <button type="button" class="button" onClick={reload}>
            Check again
          </button>
        </>
      ) : (
        <p role="status">Checking {what}…</p>
      )}
    </Notice>
  );
}
