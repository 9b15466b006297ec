import { useState } from "preact/hooks";
import { useAnnounce } from "../components/announcer.tsx";
import { Icon } from "../components/icon.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";

/** Loads changes. It says at once that it does, and at the end that it is done. */
export function RefreshButton() {
  const { refresh } = useWorkspace();
  const announce = useAnnounce();
  const [isBusy, setBusy] = useState(false);
  const onClick = () => {
    if (isBusy) return;
    setBusy(true);
    announce("Refreshing…");
    refresh()
      // A notice shows what failed.
      .then(
        () => announce("Up to date."),
        () => announce(""),
      )
      .finally(() => setBusy(false));
  };
  return (
    <button
      type="button"
      class="button-icon button-framed"
      aria-label="Refresh"
      title="Refresh"
      aria-disabled={isBusy}
      onClick={onClick}
    >
      <Icon name="refresh" />
    </button>
  );
}
