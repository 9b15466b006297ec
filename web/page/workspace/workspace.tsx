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

/** What the page knows of an account. */
export interface AccountData {
  /** Whose account it is. */
  readonly caller: Caller;
  /** Undefined until the account's first key makes it. */
  readonly account: Account | undefined;
  readonly keys: KeyCollection;
}

export interface Workspace {
  readonly api: Management;
  readonly clock: Clock;
  readonly person: Person;
  readonly accountData: Loaded<AccountData>;
  /** Asks for everything from the start. */
  reload(): void;
  /** Asks what has changed meanwhile; what is shown stays until then. */
  refresh(): Promise<void>;
  /** The same, unless it was asked just now. Nobody waits for it, so nobody is told if it fails. */
  look(): void;
  /** Asks for the next page of keys. */
  more(): Promise<void>;
  /** Takes over a key as an answer told of it. */
  put(key: Key): void;
  /** Takes in a key that the list has not come to yet. */
  adopt(key: Key): void;
}

const keysPerPage = 50;
/** The API's greatest page. */
const greatestPage = 100;
/** A look at another window is no reason to ask again at once. */
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
 * Holds the account and its keys for all pages. Once it is known whose they are, both are asked for at
 * once.
 */
export function WorkspaceProvider({ api, clock, person, children }: WorkspaceProviderProps) {
  const ask = (limit: number) => async (): Promise<AccountData> => {
    const [caller, account, keys] = await Promise.all([api.me(), api.account(), api.keys(limit)]);
    return { caller, account, keys };
  };
  const { loaded, set, reload } = useLoaded(ask(keysPerPage), "account");

  const latest = useRef(loaded);
  latest.current = loaded;
  /** Counts what is known better than answers that were asked for before it. */
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
        const now = await ask(Math.min(Math.max(known, keysPerPage), greatestPage))();
        if (asked !== changes.current) return;
        update(({ keys }) => ({ ...now, keys: refresh(keys, now.keys) }));
      },
      look() {
        const isOld = Date.now() - askedAtMs.current > freshMs;
        // A dialog is left alone: what it shows is what someone is deciding about.
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
    addEventListener("focus", workspace.look);
    document.addEventListener("visibilitychange", workspace.look);
    return () => {
      removeEventListener("focus", workspace.look);
      document.removeEventListener("visibilitychange", workspace.look);
    };
  }, [workspace]);

  return <WorkspaceContext.Provider value={workspace}>{children}</WorkspaceContext.Provider>;
}
