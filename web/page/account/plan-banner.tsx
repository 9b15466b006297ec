import { isEligible } from "../../../core/account/plan.ts";
import type { Account } from "../api/account.ts";
import { Notice } from "../components/notice.tsx";
import { planMessage } from "../format/plans.ts";

/** Says why the keys of an account are refused, to the letter what the API tells them. */
export function PlanBanner({ account }: { readonly account: Account | undefined }) {
  if (isEligible(account?.plan ?? "free")) return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>{planMessage}</strong>
      </p>
      <p>
        You can prepare keys already. They start to work as soon as your account has such a plan.
      </p>
    </Notice>
  );
}
