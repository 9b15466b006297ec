import { type AccountRecord, newAccount } from "../account/account-record.ts";
import type { Plan, Plans } from "../account/plan.ts";
import { type Denial, deny, invalidFields } from "../errors.ts";
import type { Metadata } from "../key/managed-key.ts";
import type { CommonPorts } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";
import { planRule } from "./rules.ts";

/** A field that is undefined stays as it is; a new account needs a plan. */
export interface AccountInput {
  readonly plan: Plan | undefined;
  readonly name: string | undefined;
  /** Null removes it. */
  readonly contactEmail: string | null | undefined;
  readonly maxActiveKeys: number | undefined;
  readonly metadata: Metadata | undefined;
  readonly isSuspended: boolean | undefined;
}

/** Creates an account or changes it; a new plan or a suspension reaches all of its keys at once. */
export async function putAccount(
  { accountId, input, trail }: ManagementRequest<AccountInput>,
  { accounts, config }: CommonPorts,
): Promise<PutAccount | Denial> {
  const outcome = await accounts.put(accountId, (before, atEpochMs) => {
    const base = before
      ? changeable(before, atEpochMs)
      : created(accountId, input.plan, atEpochMs, config.plans);
    if (!base) return undefined;
    const after = changed(base, input);
    const event = trail.accountEvent(before, after, atEpochMs);
    return { after: event || !before ? after : before, event };
  });
  if (!outcome) return deny(invalidFields({ plan: planRule(config.plans) }));
  return { kind: "put", ...outcome };
}

export interface PutAccount {
  readonly kind: "put";
  readonly account: AccountRecord;
  readonly isNew: boolean;
}

function changeable(before: AccountRecord, atEpochMs: number): AccountRecord {
  return {
    ...before,
    version: before.version + 1,
    updatedAt: Math.floor(atEpochMs / 1000),
    lastEventAtEpochMs: atEpochMs,
  };
}

function created(accountId: string, plan: Plan | undefined, atEpochMs: number, plans: Plans) {
  return plan === undefined
    ? undefined
    : newAccount(accountId, plan, atEpochMs, plans.rulesOf(plan).keyCap);
}

function changed(base: AccountRecord, input: AccountInput): AccountRecord {
  return {
    ...base,
    plan: input.plan ?? base.plan,
    name: input.name ?? base.name,
    contactEmail:
      input.contactEmail === undefined ? base.contactEmail : (input.contactEmail ?? undefined),
    maxActiveKeys: input.maxActiveKeys ?? base.maxActiveKeys,
    isSuspended: input.isSuspended ?? base.isSuspended,
    metadata: input.metadata ?? base.metadata,
  };
}
