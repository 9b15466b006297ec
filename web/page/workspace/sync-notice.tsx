import { Failure } from "../components/failure.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { counted } from "../format/numbers.ts";
import { useWorkspace } from "./workspace.tsx";

/** Says that what is shown is old or incomplete, and why; nothing otherwise. */
export function SyncNotice() {
  const { sync, accountData, retry } = useWorkspace();
  if (sync.phase !== "failed" || accountData.phase !== "ready") return null;
  const { entries, cursor } = accountData.value.keys;
  return (
    <Failure
      error={sync.error}
      what={
        cursor === undefined ? "This page could not be refreshed." : "Not all keys could be loaded."
      }
      onRetry={retry}
    >
      {cursor === undefined ? (
        <p>
          It shows what was known <RelativeTime at={sync.asOf} otherwise="" />.
        </p>
      ) : (
        <p>Only the newest {counted(entries.length, "key")} are shown, searched and counted.</p>
      )}
    </Failure>
  );
}
