import { useState } from "preact/hooks";
import { Failure } from "./failure.tsx";

interface MoreButtonProps {
  readonly what: string;
  readonly onMore: () => Promise<void>;
}

/** Loads the next page of a list. */
export function MoreButton({ what, onMore }: MoreButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const more = () => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    onMore()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  if (error !== undefined) {
    return <Failure error={error} what={`More ${what} could not be loaded.`} onRetry={more} />;
  }
  return (
    <button type="button" class="button more" aria-disabled={isBusy} onClick={more}>
      {isBusy ? "Loading…" : `Show more ${what}`}
    </button>
  );
}
