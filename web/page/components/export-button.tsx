import { useState } from "preact/hooks";
import { csvOf } from "../format/csv.ts";
import { Failure } from "./failure.tsx";

interface ExportButtonProps {
  /** The name of the file, without its ending. */
  readonly file: string;
  /** Whether the table is known. */
  readonly isReady?: boolean;
  /** Returns the table, its head first. */
  readonly rows: () => Promise<readonly (readonly (string | number)[])[]>;
}

/** Saves a table as a CSV file. */
export function ExportButton({ file, rows, isReady = true }: ExportButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const onClick = async () => {
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      save(`${file}.csv`, csvOf(await rows()));
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={!isReady}
        aria-disabled={isBusy}
        onClick={onClick}
      >
        {isBusy ? "Exporting…" : "Export as CSV"}
      </button>
      {error !== undefined && <Failure error={error} what="The export failed." />}
    </>
  );
}

function save(name: string, text: string): void {
  // Without the mark, Excel takes UTF-8 for another encoding.
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
