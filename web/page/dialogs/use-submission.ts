import { useRef, useState } from "preact/hooks";
import { isOutOfDate } from "../api/api-error.ts";
import { useWorkspace } from "../workspace/workspace.tsx";

export interface Submission {
  readonly isBusy: boolean;
  /** The error of the last attempt. */
  readonly error: unknown;
  submit(): void;
}

/**
 * Runs a dialog's action: one attempt at a time, and a failed one can be retried. On a conflict with
 * someone else's change, the page behind the dialog is refreshed.
 */
export function useSubmission(attempt: () => Promise<void>): Submission {
  const { refresh } = useWorkspace();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  /** A ref, because state changes only at the next render and a double click is faster. */
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
