import { useState } from "preact/hooks";

interface Submission {
  readonly isBusy: boolean;
  /** Why the last attempt did not work out. */
  readonly error: unknown;
  submit(): void;
}

/** Runs what a dialog is for: one attempt at a time, and whatever goes wrong can be tried again. */
export function useSubmission(attempt: () => Promise<void>): Submission {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = () => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    attempt().then(
      () => setBusy(false),
      (fault: unknown) => {
        setBusy(false);
        setError(fault);
      },
    );
  };
  return { isBusy, error, submit };
}
