import { count } from "../format/numbers.ts";
import { Link } from "../navigation/navigation.tsx";
import type { AccountData } from "../workspace/account-data.ts";
import { usePlan } from "../workspace/use-plan.ts";
import { chartTop } from "./scale.ts";
import { sumOf, totalUsage } from "./total-usage.ts";
import { UsageBars } from "./usage-bars.tsx";

/** Summarises the account: plan, keys and usage. */
export function AccountPanel({ account, keys }: AccountData) {
  const { label, rules, isEligible } = usePlan();
  const active = account?.activeKeys ?? 0;
  const greatest = account?.maxActiveKeys ?? rules.keyCap;
  const isComplete = keys.cursor === undefined;
  const days = totalUsage(keys.entries);
  const top = chartTop(Math.max(0, ...days.map(({ requests }) => requests)));
  return (
    <section class="panel-row" aria-label="Account">
      <div class="stat">
        <h2 class="stat-label">Plan</h2>
        <p class="stat-value">{label}</p>
        <p class="stat-note">
          {isEligible
            ? `Up to ${count(rules.limitPerMinute)} requests per minute per key`
            : "No access to the public API"}
        </p>
      </div>
      <div class="stat">
        <h2 class="stat-label">Keys, revoked ones excluded</h2>
        <p class="stat-value">
          {count(active)} <span class="stat-of">of {count(greatest)}</span>
        </p>
        <meter
          class="meter"
          min={0}
          max={greatest}
          value={active}
          aria-label={`${active} of ${greatest} keys`}
        />
      </div>
      <div class="stat stat-wide">
        <h2 class="stat-label">Requests, last 30 days</h2>
        <p class="stat-value">{isComplete ? count(sumOf(days)) : "…"}</p>
        <p class="stat-note">
          {isComplete ? "All keys" : "Not all keys are loaded"} ·{" "}
          <Link to={{ page: "usage" }}>View by day and key</Link>
        </p>
        {isComplete && sumOf(days) > 0 && (
          <UsageBars days={days} top={top} height={40} class="stat-bars" as="decoration" />
        )}
      </div>
    </section>
  );
}
