import type { Metadata } from "../key/managed-key.ts";
import type { Plan } from "./plan.ts";

/** One customer. Times are Unix time in whole seconds. */
export interface AccountRecord {
  readonly id: string;
  readonly name: string | undefined;
  /** Whom to write to, as it was given; found without regard to case. */
  readonly contactEmail: string | undefined;
  readonly plan: Plan;
  readonly maxActiveKeys: number;
  /** Whether all of its keys are refused, whatever their own state. */
  readonly isSuspended: boolean;
  readonly metadata: Metadata;
  /** The ids of the keys that are not revoked: what a plan change has to reach. */
  readonly activeKeyIds: readonly string[];
  /** Counts the changes of the account and of its set of keys, so that none is overwritten unseen. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the last event of its audit trail was, those of its keys included: Unix time in ms. */
  readonly lastEventAtEpochMs: number;
}

/** An account without keys, whose first event is its own creation. */
export function newAccount(
  id: string,
  plan: Plan,
  createdAtEpochMs: number,
  maxActiveKeys: number,
): AccountRecord {
  const createdAt = Math.floor(createdAtEpochMs / 1000);
  return {
    id,
    name: undefined,
    contactEmail: undefined,
    plan,
    maxActiveKeys,
    isSuspended: false,
    metadata: {},
    activeKeyIds: [],
    version: 1,
    createdAt,
    updatedAt: createdAt,
    lastEventAtEpochMs: createdAtEpochMs,
  };
}
