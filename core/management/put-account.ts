import { type AccountRecord, newAccount } from "../account/account-record.ts";
import type { Plan, Plans } from "../account/plan.ts";
import type { Metadata } from "../key/managed-key.ts";
import type { CommonPorts } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";

/** A field that is undefined stays as it is. */
export interface AccountInput {
  readonly plan: Plan;
  readonly name: string | undefined;
  readonly maxActiveKeys: number | undefined;
  readonly metadata: Metadata | undefined;
}

/** Creates an account or changes it; a new plan reaches all of its keys at once. */
export async function putAccount(
  { accountId, input, trail }: ManagementRequest<AccountInput>,
  { accounts, config }: CommonPorts,
): Promise<{ readonly account: AccountRecord; readonly isNew: boolean }> {
  return accounts.put(accountId, (before, atEpochMs) => {
    const after = changed(before, accountId, input, atEpochMs, config.plans);
    const event = trail.accountEvent(before, after, atEpochMs);
    return { after: event || !before ? after : before, event };
  });
}

function changed(
  before: AccountRecord | undefined,
  accountId: string,
  input: AccountInput,
  atEpochMs: number,
  plans: Plans,
): AccountRecord {
  const base = before
    ? {
        ...before,
        plan: input.plan,
        version: before.version + 1,
        updatedAt: Math.floor(atEpochMs / 1000),
        lastEventAtEpochMs: atEpochMs,
      }
    : newAccount(accountId, input.plan, atEpochMs, plans.rulesOf(input.plan).keyCap);
  return {
    ...base,
    name: input.name ?? base.name,
    maxActiveKeys: input.maxActiveKeys ?? base.maxActiveKeys,
    metadata: input.metadata ?? base.metadata,
  };
}
