import { useState } from "preact/hooks";
import { explain } from "../api/api-error.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { useNow } from "../components/clock-provider.tsx";
import { Icon } from "../components/icon.tsx";
import { MoreButton } from "../components/more-button.tsx";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { counted } from "../format/numbers.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Filters } from "./filters.tsx";
import type { KeyCollection } from "./key-collection.ts";
import { filterKeys, isFiltering, noFilter } from "./key-filter.ts";
import { KeyTable } from "./key-table.tsx";

/** Shows the loaded keys that match the filters, and a button for more. */
export function KeyList({ keys: { entries, cursor } }: { readonly keys: KeyCollection }) {
  const { more } = useWorkspace();
  const [filter, setFilter] = useState(noFilter);
  const found = filterKeys(entries, filter, useNow());
  if (entries.length === 0) return <NoKeys />;
  return (
    <section class="key-list" aria-label="Keys">
      <div class="toolbar">
        <Filters filter={filter} onChange={setFilter} />
        <RefreshButton />
      </div>
      <p class="sr-only" role="status">
        {isFiltering(filter) && `${counted(found.length, "key")} found`}
      </p>
      {found.length > 0 ? (
        <KeyTable keys={found} />
      ) : (
        <div class="empty">
          <p class="empty-text">No keys match these filters.</p>
          <button type="button" class="button" onClick={() => setFilter(noFilter)}>
            Clear filters
          </button>
        </div>
      )}
      {cursor !== undefined && (
        <div class="list-foot">
          {isFiltering(filter) && (
            <p class="muted">
              Only the newest {counted(entries.length, "key")} are searched so far.
            </p>
          )}
          <MoreButton what="keys" onMore={more} />
        </div>
      )}
    </section>
  );
}

function RefreshButton() {
  const { refresh } = useWorkspace();
  const announce = useAnnounce();
  const onClick = () => {
    refresh().then(
      () => announce("Up to date."),
      (error: unknown) => announce(`The keys could not be refreshed. ${explain(error)}`),
    );
  };
  return (
    <button
      type="button"
      class="button-icon button-framed"
      aria-label="Refresh"
      title="Refresh"
      onClick={onClick}
    >
      <Icon name="refresh" />
    </button>
  );
}

function NoKeys() {
  const open = useDialog();
  return (
    <section class="empty" aria-label="Keys">
      <span class="empty-icon">
        <Icon name="key" />
      </span>
      <h2 class="empty-title">No keys yet</h2>
      <p class="empty-text">
        A key is shown only once, when you create it. Have a safe place ready to store it.
      </p>
      <button type="button" class="button button-primary" onClick={() => open({ kind: "create" })}>
        Create your first key
      </button>
    </section>
  );
}
