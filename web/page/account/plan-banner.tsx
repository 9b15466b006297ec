import type { Account } from "../api/account.ts";
import { Notice } from "../components/notice.tsx";
import { useConfig } from "../config-context.ts";

/** Explains why the account's keys are rejected, in the API's own words. */
export function PlanBanner({ account }: { readonly account: Account | undefined }) {
  const { plans, planRefusal, product } = useConfig();
  if (plans.isEligible(account?.plan ?? plans.initial.name)) return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>{planRefusal}</strong>
      </p>
      <p>
        You can create keys now. They start working when your account moves to one of these plans.
      </p>
      {product.upgradeUrl !== undefined && (
        <p>
          <a href={product.upgradeUrl}>Change your plan</a>
        </p>
      )}
    </Notice>
  );
}
