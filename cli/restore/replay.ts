import {
  type ReplayedAccount,
  type RestoreRun,
  replayAccount,
} from "../../core/restore/replay-account.ts";
import type { StoredEvent } from "../../core/restore/restored-table.ts";
import { describeFault } from "../../core/restore/told-values.ts";
import { inOrder } from "../import/in-order.ts";

/** The source of the events since the restore point. */
export interface EventSource {
  accountIds(): Promise<readonly string[]>;
  eventsOf(accountId: string): Promise<readonly StoredEvent[]>;
}

export interface Replayed {
  readonly accounts: readonly ReplayedAccount[];
  readonly faults: readonly { readonly accountId: string; readonly message: string }[];
}

type Outcome = ReplayedAccount | { readonly accountId: string; readonly message: string };

const accountsAtOnce = 8;

/**
 * Replays the changes of all accounts. One that cannot be replayed does not hold up the others.
 *
 * @throws as the SDK does if the tables cannot be reached; what was done stays, and is not done again
 */
export async function replayAll(
  source: EventSource,
  run: RestoreRun,
  progress: (line: string) => void,
): Promise<Replayed> {
  const ids = await source.accountIds();
  const accounts: ReplayedAccount[] = [];
  const faults: Replayed["faults"][number][] = [];
  let done = 0;
  for await (const outcome of inOrder(ids, accountsAtOnce, (id) => replayOne(id, source, run))) {
    done++;
    progress(`${done} of ${ids.length} accounts`);
    if (!outcome) continue;
    if ("message" in outcome) faults.push(outcome);
    else accounts.push(outcome);
  }
  return { accounts, faults };
}

/** @returns undefined if nothing of the account was changed */
async function replayOne(
  accountId: string,
  source: EventSource,
  run: RestoreRun,
): Promise<Outcome | undefined> {
  try {
    const events = await source.eventsOf(accountId);
    if (events.length === 0) return undefined;
    const replayed = await replayAccount(accountId, events, run);
    if (run.isDry) return replayed;
    const rest = await replayAccount(accountId, events, { ...run, isDry: true });
    if (rest.copied === 0 && rest.changes.length === 0) return replayed;
    return { accountId, message: "it was changed meanwhile: run this again" };
  } catch (error) {
    const message = describeFault(error);
    if (message === undefined) throw error;
    return { accountId, message };
  }
}
