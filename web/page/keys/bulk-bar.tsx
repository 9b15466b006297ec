import type { Key } from "../api/key.ts";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { counted } from "../format/numbers.ts";

interface BulkBarProps {
  readonly chosen: readonly Key[];
  /** How many keys are shown and can be selected. */
  readonly choosable: number;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

/** The actions for the selected keys. */
export function BulkBar({ chosen, choosable, onAll, onClear }: BulkBarProps) {
  const open = useDialog();
  if (chosen.length === 0) return null;
  const active = chosen.filter(({ isActive }) => isActive);
  return (
    <section class="bulk-bar" aria-label="Selected keys">
      <span>{counted(chosen.length, "key")} selected</span>
      <button
        type="button"
        class="button"
        disabled={active.length === 0}
        onClick={() => open({ kind: "bulk", action: "pause", keys: active })}
      >
        Pause {active.length}
      </button>
      <button
        type="button"
        class="button button-warn"
        onClick={() => open({ kind: "bulk", action: "revoke", keys: chosen })}
      >
        Revoke {chosen.length}
      </button>
      {chosen.length < choosable && (
        <button type="button" class="button button-quiet" onClick={onAll}>
          Select all {choosable}
        </button>
      )}
      <button type="button" class="button button-quiet" onClick={onClear}>
        Clear selection
      </button>
    </section>
  );
}
