import { isEligible } from "../../../core/account/plan.ts";
import type { Account } from "../api/account.ts";
import { Notice } from "../components/notice.tsx";
import { planMessage } from "../format/plans.ts";

/** Explains why the account's keys are rejected, in the API's own words. */
export function PlanBanner({ account }: { readonly account: Account | undefined }) {
  if (isEligible(account?.plan ?? "free")) return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>{planMessage}</strong>
      </p>
      <p>
        You can create keys now. They start working when your account moves to one of these plans.
      </p>
    </Notice>
  );
}
