import { greatestRateLimitPerMinute } from "../../../core/account/operators.ts";
import type { PlanRules } from "../../../core/account/plan.ts";
import type { Account } from "../api/account.ts";
import { useConfig } from "../config-context.ts";
import { labelOf } from "../format/plans.ts";
import type { Most } from "../keys/key-form.ts";
import { useAbilities } from "./abilities.ts";
import { useWorkspace } from "./workspace.tsx";

const mostOfOperators: Most = { limitPerMinute: greatestRateLimitPerMinute, quotas: undefined };

interface AccountPlan {
  /** Undefined until it is loaded, and until the first key creates it. */
  readonly account: Account | undefined;
  readonly label: string;
  readonly rules: PlanRules;
  /** The most that may be set on a key: operators are not bound to the plan. */
  readonly most: Most;
  /** Whether keys on this plan may call the API. True until the account is loaded. */
  readonly isEligible: boolean;
}

/** Returns the plan of the account; the one that new accounts start on if there is no account yet. */
export function usePlan(): AccountPlan {
  const { accountData } = useWorkspace();
  const { plans } = useConfig();
  const isReady = accountData.phase === "ready";
  const account = isReady ? accountData.value.account : undefined;
  const { isOperator } = useAbilities();
  const name = account?.plan ?? plans.initial.name;
  return {
    account,
    label: labelOf(name, plans),
    rules: plans.rulesOf(name),
    most: isOperator ? mostOfOperators : plans.rulesOf(name),
    isEligible: !isReady || plans.isEligible(name),
  };
}
