import { useCallback } from "preact/hooks";
import { Badge } from "../components/badge.tsx";
import { Failure } from "../components/failure.tsx";
import { ChartSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { count } from "../format/numbers.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import type { Health } from "./health.ts";
import { useOperator } from "./operator-context.ts";

const partNames: ReadonlyMap<string, string> = new Map([
  ["table", "Table"],
  ["pepper_secret", "Pepper’s secret"],
  ["origin_secret", "Origin’s secret"],
  ["operator_token_secret", "Operator token’s secret"],
  ["access_log", "Access log"],
  ["issuer", "Sign-in (issuer)"],
]);

/** Whether the parts of the service answer, and the versions of the pepper. */
export function ServicePage() {
  const { api } = useOperator();
  const load = useCallback(() => api.health(), [api]);
  const { loaded, reload } = useLoaded(load, "health");
  return (
    <>
      <div class="head">
        <div>
          <Title text="Service">Service</Title>
          <p class="lead">Whether the parts answer, as asked just now.</p>
        </div>
        {loaded.phase === "ready" && (
          <button type="button" class="button" onClick={reload}>
            Check again
          </button>
        )}
      </div>
      {loaded.phase === "loading" && <ChartSkeleton />}
      {loaded.phase === "failed" && (
        <Failure error={loaded.error} what="The service could not be checked." onRetry={reload} />
      )}
      {loaded.phase === "ready" && (
        <>
          <Parts of={loaded.value} />
          <Peppers of={loaded.value} />
        </>
      )}
    </>
  );
}

function Parts({ of: { isOk, parts } }: { readonly of: Health }) {
  return (
    <section class="card" aria-label="Health">
      <h2 class="card-title">{isOk ? "All parts answer" : "Some parts do not answer"}</h2>
      <table class="plain-table">
        <caption class="sr-only">Parts of the service</caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Status</th>
            <th scope="col" class="number">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ part, fault, durationMs }) => (
            <tr key={part}>
              <th scope="row">{partNames.get(part) ?? part}</th>
              <td>
                {fault === undefined ? (
                  <Badge tone="good">OK</Badge>
                ) : (
                  <>
                    <Badge tone="danger">Failing</Badge> <code class="address">{fault}</code>
                  </>
                )}
              </td>
              <td class="number">{count(durationMs)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Peppers({ of: { pepper } }: { readonly of: Health }) {
  return (
    <section class="card" aria-label="Pepper">
      <h2 class="card-title">Pepper</h2>
      <p class="muted">
        Keys are hashed with it. <code>latchkey rotate-pepper --status</code> counts the keys of
        each version: that reads the whole table.
      </p>
      {pepper ? (
        <ul class="versions">
          {pepper.versions.map((version) => (
            <li key={version}>
              <code>{version}</code>
              {version === pepper.active && <Badge tone="good">Active</Badge>}
            </li>
          ))}
        </ul>
      ) : (
        <p>Its secret cannot be read.</p>
      )}
    </section>
  );
}
