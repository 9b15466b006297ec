import { useRef, useState } from "preact/hooks";
import { isOutOfDate } from "../api/api-error.ts";
import { useWorkspace } from "../workspace/workspace.tsx";

export interface Submission {
  readonly isBusy: boolean;
  /** Why the last attempt did not work out. */
  readonly error: unknown;
  submit(): void;
}

/**
 * Runs what a dialog is for: one attempt at a time, and whatever goes wrong can be tried again.
 * Where someone else was faster, the page behind is brought up to date.
 */
export function useSubmission(attempt: () => Promise<void>): Submission {
  const { refresh } = useWorkspace();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  /** At once, where state is as it was until the next rendering: a double click is faster. */
  const isUnderWay = useRef(false);

  const submit = async () => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await attempt();
    } catch (fault) {
      setError(fault);
      if (isOutOfDate(fault)) refresh().catch(() => {});
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  };
  return { isBusy, error, submit: () => void submit() };
}
