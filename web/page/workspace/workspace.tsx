import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useRef } from "preact/hooks";
import type { Account } from "../api/account.ts";
import type { Caller } from "../api/caller.ts";
import type { Clock } from "../api/clock.ts";
import type { Key } from "../api/key.ts";
import type { Management } from "../api/management.ts";
import { adopt, append, type KeyCollection, put, refresh } from "../keys/key-collection.ts";
import type { Person } from "../session/person.ts";
import type { Loaded } from "./loaded.ts";
import { useLoaded } from "./use-loaded.ts";

/** The account data that the page has loaded. */
export interface AccountData {
  /** The user whose account it is. */
  readonly caller: Caller;
  /** Undefined until the first key creates the account. */
  readonly account: Account | undefined;
  readonly keys: KeyCollection;
}

export interface Workspace {
  readonly api: Management;
  readonly clock: Clock;
  readonly person: Person;
  readonly accountData: Loaded<AccountData>;
  /** Loads everything again from the start. */
  reload(): void;
  /** Loads changes; the current data stays visible until then. */
  refresh(): Promise<void>;
  /** Refreshes unless that was done just now. Runs in the background, so failures are ignored. */
  refreshIfStale(): void;
  /** Loads the next page of keys. */
  more(): Promise<void>;
  /** Replaces a key with the copy from a response. */
  put(key: Key): void;
  /** Adds a key that the list has not reached yet. */
  adopt(key: Key): void;
}

const keysPerPage = 50;
/** The largest page that the API returns. */
const greatestPage = 100;
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
  readonly children: ComponentChildren;
}

/**
 * Holds the account and its keys for all pages. Once the caller is known, both are loaded in
 * parallel.
 */
export function WorkspaceProvider({ api, clock, person, children }: WorkspaceProviderProps) {
  const load = (limit: number) => async (): Promise<AccountData> => {
    const [caller, account, keys] = await Promise.all([api.me(), api.account(), api.keys(limit)]);
    return { caller, account, keys };
  };
  const { loaded, set, reload } = useLoaded(load(keysPerPage), "account");

  const latest = useRef(loaded);
  latest.current = loaded;
  /** Counts changes made here. They are newer than a response to an earlier request. */
  const changes = useRef(0);
  const askedAtMs = useRef(Date.now());

  const workspace: Workspace = useMemo(() => {
    const update = (change: (before: AccountData) => AccountData) => {
      if (latest.current.phase !== "ready") return;
      const value = change(latest.current.value);
      latest.current = { phase: "ready", value };
      set(value);
    };
    return {
      api,
      clock,
      person,
      accountData: loaded,
      reload,
      async refresh() {
        if (latest.current.phase !== "ready") return;
        const known = latest.current.value.keys.entries.length;
        const asked = changes.current;
        askedAtMs.current = Date.now();
        const now = await load(Math.min(Math.max(known, keysPerPage), greatestPage))();
        if (asked !== changes.current) return;
        update(({ keys }) => ({ ...now, keys: refresh(keys, now.keys) }));
      },
      refreshIfStale() {
        const isOld = Date.now() - askedAtMs.current > freshMs;
        // Do not change the data behind an open dialog: the user is deciding about it.
        const isBusy = document.querySelector("dialog[open]") !== null;
        if (isOld && !isBusy && document.visibilityState === "visible") {
          workspace.refresh().catch(() => {});
        }
      },
      async more() {
        if (latest.current.phase !== "ready") return;
        const { cursor } = latest.current.value.keys;
        if (cursor === undefined) return;
        const next = await api.keys(keysPerPage, cursor);
        update((before) => ({ ...before, keys: append(before.keys, next) }));
      },
      adopt(key) {
        update((before) => ({ ...before, keys: adopt(before.keys, key) }));
      },
      put(key) {
        changes.current += 1;
        update((before) => ({ ...before, keys: put(before.keys, key) }));
      },
    };
  }, [api, clock, person, loaded]);

  useEffect(() => {
    addEventListener("focus", workspace.refreshIfStale);
    document.addEventListener("visibilitychange", workspace.refreshIfStale);
    return () => {
      removeEventListener("focus", workspace.refreshIfStale);
      document.removeEventListener("visibilitychange", workspace.refreshIfStale);
    };
  }, [workspace]);

  return <WorkspaceContext.Provider value={workspace}>{children}</WorkspaceContext.Provider>;
}
