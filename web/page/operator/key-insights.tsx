import { useCallback, useState } from "preact/hooks";
import { fieldFaults } from "../api/api-error.ts";
import { Failure } from "../components/failure.tsx";
import { Field } from "../components/field.tsx";
import { ChartSkeleton } from "../components/skeleton.tsx";
import { useConfig } from "../config-context.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import type { Explanation } from "./explanation.ts";
import { ExplanationView } from "./explanation-view.tsx";
import { useOperator } from "./operator-context.ts";
import { RefusalsCard } from "./refusals-card.tsx";

interface KeyInsightsProps {
  readonly accountId: string;
  readonly keyId: string;
}

/** Why a key's requests are refused: now, and in the last 30 days. */
export function KeyInsights(props: KeyInsightsProps) {
  const { accountData } = useWorkspace();
  const isKnown =
    accountData.phase === "ready" &&
    accountData.value.keys.entries.some(({ id }) => id === props.keyId);
  if (!isKnown) return null;
  return (
    <>
      <ExplainCard {...props} />
      <Refusals {...props} />
    </>
  );
}

function Refusals({ accountId, keyId }: KeyInsightsProps) {
  const { api } = useOperator();
  const load = useCallback(() => api.refusals(accountId, keyId), [api, accountId, keyId]);
  const { loaded, reload } = useLoaded(load, keyId);
  if (loaded.phase === "loading") return <ChartSkeleton />;
  if (loaded.phase === "ready") return <RefusalsCard days={loaded.value} of="key" />;
  return <Failure error={loaded.error} what="The refusals could not be loaded." onRetry={reload} />;
}

/** Asks how a request would be judged now. That uses no units. */
function ExplainCard({ accountId, keyId }: KeyInsightsProps) {
  const { api } = useOperator();
  const { scopes } = useConfig();
  const [asked, setAsked] = useState({ scope: "", ip: "", cost: "" });
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Explanation>();
  const [error, setError] = useState<unknown>();
  const faults = fieldFaults(error);
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    setAnswer(undefined);
    const { scope, ip, cost } = asked;
    const request = {
      scope: scope || undefined,
      ip: ip.trim() || undefined,
      cost: cost.trim() || undefined,
    };
    try {
      setAnswer(await api.explain(accountId, keyId, request));
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-label="Explain">
      <h2 class="card-title">How a request is judged now</h2>
      <form class="explain-form" noValidate onSubmit={onSubmit}>
        <Field
          label="Scope of the route"
          fault={faults?.get("scope")}
          control={(props) => (
            <select
              {...props}
              class="input"
              value={asked.scope}
              onChange={({ currentTarget }) => setAsked({ ...asked, scope: currentTarget.value })}
            >
              <option value="">None</option>
              {Object.keys(scopes).map((scope) => (
                <option key={scope} value={scope}>
                  {scope}
                </option>
              ))}
            </select>
          )}
        />
        <Field
          label="Caller’s address"
          hint="Empty: one that is allowed."
          fault={faults?.get("ip")}
          control={(props) => (
            <input
              {...props}
              class="input"
              type="text"
              autoComplete="off"
              value={asked.ip}
              onInput={({ currentTarget }) => setAsked({ ...asked, ip: currentTarget.value })}
            />
          )}
        />
        <Field
          label="Cost"
          hint="Empty: 1 unit."
          fault={faults?.get("cost")}
          control={(props) => (
            <input
              {...props}
              class="input input-number"
              type="text"
              inputMode="numeric"
              autoComplete="off"
              value={asked.cost}
              onInput={({ currentTarget }) => setAsked({ ...asked, cost: currentTarget.value })}
            />
          )}
        />
        <button type="submit" class="button" aria-disabled={isBusy}>
          {isBusy ? "Explaining…" : "Explain"}
        </button>
      </form>
      {error !== undefined && !faults && (
        <Failure error={error} what="The key could not be explained." />
      )}
      <div role="status">
        {answer && <ExplanationView of={answer} what="Such a request with this key" />}
      </div>
    </section>
  );
}
