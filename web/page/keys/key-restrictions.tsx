import type { Key } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { Fact } from "../components/fact.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { useConfig } from "../config-context.ts";
import { count } from "../format/numbers.ts";
import { type QuotaState, quotasOf } from "./quotas-of.ts";
import { quotaNames, restrictionSummary, scopeWords, unitOf } from "./restriction-words.ts";

/** Shows what a key may not do, if it is restricted at all. */
export function KeyRestrictions({ of: key }: { readonly of: Key }) {
  const { scopes } = useConfig();
  const quotas = quotasOf(key, useNow());
  if (restrictionSummary(key.scopes, key.allowedIps, key.quotas) === "") return null;
  return (
    <section class="card" aria-label="Restrictions">
      <h2 class="card-title">Restrictions</h2>
      <dl class="facts">
        <Fact label="Scopes">{key.scopes ? scopeWords(key.scopes, scopes) : "Full access"}</Fact>
        <Fact label="Allowed IP addresses">
          {key.allowedIps?.map((block) => (
            <code key={block} class="address">
              {block}
            </code>
          )) ?? "Anywhere"}
        </Fact>
        {quotas.length === 0 && <Fact label="Quotas">None</Fact>}
        {quotas.map((quota) => (
          <Fact key={quota.period} label={`Quota ${quotaNames[quota.period].toLowerCase()}`}>
            <QuotaUsage of={quota} />
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function QuotaUsage({ of: { period, quota, used, left, renewsAt } }: { readonly of: QuotaState }) {
  const unit = unitOf(useConfig());
  const words = `${count(used)} of ${count(quota)} ${unit} used`;
  return (
    <>
      {words}, {count(left)} left
      <meter class="meter" min={0} max={quota} value={used} aria-label={words} />
      <span class="hint">
        {period === "total" && "Never renews."}
        {renewsAt !== undefined && (
          <>
            Renews <RelativeTime at={renewsAt} otherwise="" as="date-and-time" />
          </>
        )}
      </span>
    </>
  );
}
