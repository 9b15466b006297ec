import { useState } from "preact/hooks";
import { useNow } from "../components/clock-provider.tsx";
import { Icon } from "../components/icon.tsx";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { count, counted } from "../format/numbers.ts";
import { useAbilities } from "../workspace/abilities.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { Filters } from "./filters.tsx";
import type { KeyCollection } from "./key-collection.ts";
import { isFiltering, noFilter } from "./key-filter.ts";
import { sortNames } from "./key-sort.ts";
import { KeyTable } from "./key-table.tsx";
import { keysIn, rowsPerStep } from "./key-view.ts";
import { RefreshButton } from "./refresh-button.tsx";
import { useKeyView } from "./use-key-view.ts";

/** Shows the keys that match the filters. */
export function KeyList({ keys: { entries, cursor } }: { readonly keys: KeyCollection }) {
  const { sync } = useWorkspace();
  const [view, change] = useKeyView();
  const now = useNow();
  const [chosenIds, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string, isChosen: boolean) =>
    setChosen(
      (before) => new Set(isChosen ? [...before, id] : [...before].filter((one) => one !== id)),
    );
  if (entries.length === 0) return <NoKeys />;
  const found = keysIn(view, entries, now);
  const revoked =
    view.status === "current" ? keysIn({ ...view, status: "revoked" }, entries, now).length : 0;
  const shown = found.slice(0, view.rows);
  const choosable = shown.filter(({ revokedAt }) => revokedAt === undefined);
  const chosen = choosable.filter(({ id }) => chosenIds.has(id));
  const isIncomplete = cursor !== undefined;
  const isLoading = sync.phase === "busy" && isIncomplete;
  return (
    <section class="key-list" aria-label="Keys">
      <div class="toolbar">
        <Filters view={view} onChange={change} />
        <RefreshButton />
      </div>
      <p class="list-line muted" role="status">
        {counted(found.length, "key")}
        {isFiltering(view) && " found"}
        {isIncomplete && ` among the newest ${count(entries.length)}`}
        {isLoading && ". Loading the others…"}
        {sync.phase === "busy" && !isLoading && <span aria-hidden="true">. Refreshing…</span>}
      </p>
      <BulkBar
        chosen={chosen}
        choosable={choosable.length}
        onAll={() => setChosen(new Set(choosable.map(({ id }) => id)))}
        onClear={() => setChosen(new Set())}
      />
      {shown.length > 0 && (
        <KeyTable keys={shown} order={sortNames[view.sort]} chosen={chosenIds} onChoose={choose} />
      )}
      {shown.length === 0 && !isLoading && (
        <div class="empty">
          <p class="empty-text">
            {isFiltering(view) ? "No keys match these filters." : "All these keys are revoked."}
          </p>
          {isFiltering(view) && (
            <button type="button" class="button" onClick={() => change(noFilter)}>
              Clear filters
            </button>
          )}
        </div>
      )}
      <div class="list-foot">
        {found.length > view.rows && (
          <button
            type="button"
            class="button"
            onClick={() => change({ rows: view.rows + rowsPerStep })}
          >
            Show more keys ({count(found.length - view.rows)})
          </button>
        )}
        {revoked > 0 && (
          <button
            type="button"
            class="button button-quiet"
            onClick={() => change({ status: found.length > 0 ? "all" : "revoked" })}
          >
            Show {counted(revoked, "revoked key")}
          </button>
        )}
      </div>
    </section>
  );
}

function NoKeys() {
  const open = useDialog();
  const { mayCreate } = useAbilities();
  return (
    <section class="empty" aria-label="Keys">
      <span class="empty-icon">
        <Icon name="key" />
      </span>
      <h2 class="empty-title">No keys yet</h2>
      {mayCreate && (
        <>
          <p class="empty-text">
            A key is shown only once, when you create it. Have a safe place ready to store it.
          </p>
          <button
            type="button"
            class="button button-primary"
            onClick={() => open({ kind: "create" })}
          >
            Create your first key
          </button>
        </>
      )}
    </section>
  );
}
