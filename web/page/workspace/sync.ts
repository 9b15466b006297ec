import type { Management } from "../api/management.ts";
import { greatestPage } from "../api/page.ts";
import { append } from "../keys/key-collection.ts";
import type { AccountData } from "./account-data.ts";

/** A load of the page while the data that it has stays visible. */
type Task = "refresh" | "rest";

export type SyncState =
  | { readonly phase: "idle" }
  | { readonly phase: "busy"; readonly task: Task }
  | {
      readonly phase: "failed";
      readonly task: Task;
      readonly error: unknown;
      /** When what is still shown was loaded, in whole Unix seconds. */
      readonly asOf: number;
    };

export const idle: SyncState = { phase: "idle" };

export interface Sync {
  /** Loads the account and all its keys again. */
  refresh(): Promise<void>;
  /** Loads the keys that follow those known. */
  loadRest(): Promise<void>;
  /** Tells that a key was changed here, so that it is newer than responses to earlier requests. */
  noteChange(): void;
}

type AccountApi = Pick<Management, "me" | "account" | "keys">;

interface SyncProps {
  readonly api: AccountApi;
  /** @returns Unix time in whole seconds */
  readonly now: () => number;
  /** @returns undefined until the first load has succeeded */
  readonly current: () => AccountData | undefined;
  readonly replace: (data: AccountData) => void;
  readonly tell: (state: SyncState) => void;
}

/** Shown first; more would delay the list on a slow line. */
const firstPage = 50;

/** Loads what the page shows first. Once the caller is known, account and keys load in parallel. */
export async function loadAccountData(api: AccountApi, limit = firstPage): Promise<AccountData> {
  const [caller, account, keys] = await Promise.all([api.me(), api.account(), api.keys(limit)]);
  return { caller, account, keys };
}

/** Keeps an account's data up to date. A later load replaces those under way. */
export function createSync({ api, now, current, replace, tell }: SyncProps): Sync {
  let loads = 0;
  let changes = 0;
  let asOf = now();

  /** @throws what `work` throws, after telling it */
  async function run(task: Task, work: (isWanted: () => boolean) => Promise<void>): Promise<void> {
    loads += 1;
    const load = loads;
    const isWanted = () => load === loads;
    tell({ phase: "busy", task });
    try {
      await work(isWanted);
      if (isWanted()) tell(idle);
    } catch (error) {
      if (isWanted()) tell({ phase: "failed", task, error, asOf });
      throw error;
    }
  }

  async function loadAll(): Promise<AccountData> {
    const data = await loadAccountData(api, greatestPage);
    let { keys } = data;
    while (keys.cursor !== undefined) {
      keys = append(keys, await api.keys(greatestPage, keys.cursor));
    }
    return { ...data, keys };
  }

  return {
    refresh: () =>
      run("refresh", async (isWanted) => {
        let changesBefore: number;
        let data: AccountData;
        do {
          changesBefore = changes;
          data = await loadAll();
        } while (isWanted() && changesBefore !== changes);
        if (!isWanted()) return;
        asOf = now();
        replace(data);
      }),

    loadRest: () =>
      run("rest", async (isWanted) => {
        for (;;) {
          const cursor = current()?.keys.cursor;
          if (cursor === undefined || !isWanted()) return;
          const next = await api.keys(greatestPage, cursor);
          const before = current();
          if (before && isWanted()) replace({ ...before, keys: append(before.keys, next) });
        }
      }),

    noteChange() {
      changes += 1;
    },
  };
}
