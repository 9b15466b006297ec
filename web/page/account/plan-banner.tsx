import { Notice } from "../components/notice.tsx";
import { useConfig } from "../config-context.ts";
import { useAbilities } from "../workspace/abilities.ts";
import { usePlan } from "../workspace/use-plan.ts";

/** Explains why the account's keys are rejected, in the API's own words. */
export function PlanBanner() {
  const { planRefusal, product } = useConfig();
  const { isOperator } = useAbilities();
  if (usePlan().isEligible || isOperator) return null;
  return (
    <Notice tone="warning">
      <p>
        <strong>{planRefusal}</strong>
      </p>
      <p>
        You can create keys now. They start working when your account moves to a plan with API
        access.
      </p>
      {product.upgradeUrl !== undefined && (
        <p>
          {/* In a dialog, leaving the page would lose what was entered, or a key. */}
          <a href={product.upgradeUrl} target="_blank" rel="noopener">
            Change your plan
          </a>
        </p>
      )}
    </Notice>
  );
}
