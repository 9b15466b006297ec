import type { Account } from "../api/account.ts";
import { Notice } from "../components/notice.tsx";
import { useConfig } from "../config-context.ts";

/** Says why the keys of an account are refused, to the letter what the API tells them. */
export function PlanBanner({ account }: { readonly account: Account | undefined }) {
  const { plans, planRefusal, product } = useConfig();
  if (plans.isEligible(account?.plan ?? plans.initial.name)) return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>{planRefusal}</strong>
      </p>
      <p>
        You can prepare keys already. They start to work as soon as your account has such a plan.
      </p>
      {product.upgradeUrl !== undefined && (
        <p>
          <a href={product.upgradeUrl}>Change your plan</a>
        </p>
      )}
    </Notice>
  );
}
