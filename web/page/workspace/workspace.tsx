import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Clock } from "../api/clock.ts";
import type { Key } from "../api/key.ts";
import type { Management } from "../api/management.ts";
import { adopt, type KeyCollection, put } from "../keys/key-collection.ts";
import type { Person } from "../session/person.ts";
import type { AccountData } from "./account-data.ts";
import type { Loaded } from "./loaded.ts";
import { createSync, idle, loadAccountData, type SyncState } from "./sync.ts";
import { useLoaded } from "./use-loaded.ts";

export interface Workspace {
  readonly api: Management;
  readonly clock: Clock;
  readonly person: Person;
  readonly accountData: Loaded<AccountData>;
  /** How loading goes while `accountData` is shown. */
  readonly sync: SyncState;
  /** Loads everything again from the start. */
  reload(): void;
  /** Loads changes; the current data stays visible until then. */
  refresh(): Promise<void>;
  /** Refreshes unless that was done just now. */
  refreshIfStale(): void;
  /** Refreshes; `sync` tells of a failure. */
  retry(): void;
  /** Replaces a key with the copy from a response. */
  put(key: Key): void;
  /** Adds a key that the list has not reached yet. */
  adopt(key: Key): void;
}

/** Returning to the window does not refresh data younger than this. */
const freshMs = 10_000;

const WorkspaceContext = createContext<Workspace | undefined>(undefined);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("there is no workspace around this");
  return workspace;
}

interface WorkspaceProviderProps {
  readonly api: Management;
  readonly clock: Clock;
  readonly person: Person;
  /** A first load that is under way; it begins with the first rendering otherwise. */
  readonly first?: Promise<AccountData>;
  readonly children: ComponentChildren;
}

/** Holds the account and its keys for all pages. The first keys are shown while the rest is loading. */
export function WorkspaceProvider(props: WorkspaceProviderProps) {
  const { api, clock, person, first, children } = props;
  const unused = useRef(first);
  const load = () => {
    const loading = unused.current ?? loadAccountData(api);
    unused.current = undefined;
    return loading;
  };
  const { loaded, set, reload } = useLoaded(load, "account");
  const [state, tell] = useState<SyncState>(idle);
  const latest = useRef(loaded);
  latest.current = loaded;
  const askedAtMs = useRef(Date.now());

  const actions = useMemo(() => {
    const current = () => (latest.current.phase === "ready" ? latest.current.value : undefined);
    const replace = (value: AccountData) => {
      latest.current = { phase: "ready", value };
      set(value);
    };
    const update = (change: (keys: KeyCollection) => KeyCollection) => {
      const before = current();
      if (before) replace({ ...before, keys: change(before.keys) });
    };
    const sync = createSync({ api, now: clock.now, current, replace, tell });
    const refresh = async () => {
      if (!current()) return;
      askedAtMs.current = Date.now();
      await sync.refresh();
    };
    // `tell` shows failures.
    const loadRest = () => void sync.loadRest().catch(() => {});
    return {
      refresh,
      loadRest,
      retry: () => void refresh().catch(() => {}),
      refreshIfStale() {
        const isOld = Date.now() - askedAtMs.current > freshMs;
        // Do not change the data behind an open dialog: the user is deciding about it.
        const isBusy = document.querySelector("dialog[open]") !== null;
        if (isOld && !isBusy && document.visibilityState === "visible") refresh().catch(() => {});
      },
      put(key: Key) {
        sync.noteChange();
        update((keys) => put(keys, key));
      },
      adopt: (key: Key) => update((keys) => adopt(keys, key)),
    };
  }, [api, clock]);

  useEffect(() => {
    if (loaded.phase === "ready" && loaded.value.keys.cursor !== undefined) actions.loadRest();
  }, [loaded.phase]);

  useEffect(() => {
    addEventListener("focus", actions.refreshIfStale);
    document.addEventListener("visibilitychange", actions.refreshIfStale);
    return () => {
      removeEventListener("focus", actions.refreshIfStale);
      document.removeEventListener("visibilitychange", actions.refreshIfStale);
    };
  }, [actions]);

  const workspace = { ...actions, api, clock, person, accountData: loaded, sync: state, reload };
  return <WorkspaceContext.Provider value={workspace}>{children}</WorkspaceContext.Provider>;
}
