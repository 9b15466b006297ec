import type { Plan } from "./plan.ts";

/** One customer. Times are Unix time in whole seconds. */
export interface AccountRecord {
  readonly id: string;
  readonly name: string | undefined;
  readonly plan: Plan;
  readonly maxActiveKeys: number;
  /** The ids of the keys that are not revoked: what a plan change has to reach. */
  readonly activeKeyIds: readonly string[];
  /** Counts the changes of the account and of its set of keys, so that none is overwritten unseen. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the last event of its audit trail was, those of its keys included: Unix time in ms. */
  readonly lastEventAtEpochMs: number;
}

export const defaultMaxActiveKeys = 25;
/** A plan change moves the account and all of its keys in one transaction of at most 100 actions. */
export const greatestMaxActiveKeys = 90;

const idGrammar = /^[A-Za-z0-9_-]{1,64}$/;

export function isAccountId(text: string): boolean {
  return idGrammar.test(text);
}

/** An account without keys, whose first event is its own creation. */
export function newAccount(id: string, plan: Plan, createdAtEpochMs: number): AccountRecord {
  const createdAt = Math.floor(createdAtEpochMs / 1000);
  return {
    id,
    name: undefined,
    plan,
    maxActiveKeys: defaultMaxActiveKeys,
    activeKeyIds: [],
    version: 1,
    createdAt,
    updatedAt: createdAt,
    lastEventAtEpochMs: createdAtEpochMs,
  };
}
