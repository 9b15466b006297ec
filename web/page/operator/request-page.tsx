import { useCallback, useState } from "preact/hooks";
import { hasCode } from "../api/api-error.ts";
import { Fact } from "../components/fact.tsx";
import { Failure } from "../components/failure.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { ChartSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { useConfig } from "../config-context.ts";
import { Link } from "../navigation/navigation.tsx";
import { useLoaded } from "../workspace/use-loaded.ts";
import { ExplanationView } from "./explanation-view.tsx";
import type { LoggedRequest } from "./logged-request.ts";
import { useOperator } from "./operator-context.ts";
import { accountPath, consolePath, keyPath } from "./paths.ts";
import { reasonMeaning, reasonName } from "./reasons.ts";

const aDay = 24;
const aMonth = 720;

/** A request's outcome, and its reason. */
export function RequestPage({ id }: { readonly id: string }) {
  const [hours, setHours] = useState(aDay);
  return (
    <>
      <p class="crumbs">
        <Link to={consolePath}>Search</Link>
      </p>
      <Title text="Request">Request</Title>
      <p class="lead">
        <code class="address">{id}</code>
      </p>
      <Found key={hours} id={id} hours={hours} onMore={() => setHours(aMonth)} />
    </>
  );
}

interface FoundProps {
  readonly id: string;
  readonly hours: number;
  readonly onMore: () => void;
}

function Found({ id, hours, onMore }: FoundProps) {
  const { api } = useOperator();
  const load = useCallback(() => api.request(id, hours), [api, id, hours]);
  const { loaded, reload } = useLoaded(load, id);
  if (loaded.phase === "loading") return <ChartSkeleton />;
  if (loaded.phase === "ready") return <Request of={loaded.value} />;
  if (hasCode(loaded.error, "request_not_found")) {
    return (
      <Notice tone="calm">
        <p>
          <strong>
            The access log of the last {hours === aDay ? "24 hours" : "30 days"} has no such
            request.
          </strong>{" "}
          A request appears a few seconds after its answer. Requests to APIs of other stacks are not
          there.
        </p>
        <button type="button" class="button" onClick={reload}>
          Search again
        </button>
        {hours === aDay && (
          <button type="button" class="button" onClick={onMore}>
            Search the last 30 days
          </button>
        )}
      </Notice>
    );
  }
  return (
    <Failure error={loaded.error} what="The request could not be looked up." onRetry={reload}>
      {hasCode(loaded.error, "search_unfinished") && (
        <p>The access log is too large to be searched that far back here.</p>
      )}
    </Failure>
  );
}

function Request({ of: request }: { readonly of: LoggedRequest }) {
  const { keyPrefix } = useConfig();
  const { reason, keyId, accountId, method, resource } = request;
  return (
    <>
      <Notice tone={reason === undefined ? "calm" : "warning"}>
        {reason === undefined ? (
          <p>
            <strong>Not refused for its key.</strong> The answer had the status{" "}
            {request.status ?? "–"}.
          </p>
        ) : (
          <p>
            <strong>Refused: {reasonName(reason)}.</strong> {reasonMeaning(reason)}
            {request.status === 401 &&
              " The caller was told 401 alone, which is the same for all reasons of that kind."}
          </p>
        )}
      </Notice>
      <section class="card" aria-label="Request">
        <h2 class="card-title">From the access log</h2>
        <dl class="facts">
          <Fact label="Time">
            <RelativeTime at={request.at} otherwise="" as="date-and-time" />
          </Fact>
          <Fact label="Route">
            {resource === undefined ? "None that exists" : `${method ?? ""} ${resource}`}
          </Fact>
          <Fact label="Status">{request.status ?? "–"}</Fact>
          <Fact label="Verdict">{request.verdict ?? "–"}</Fact>
          <Fact label="Reached the API from">{request.sourceIp ?? "–"}</Fact>
          <Fact label="Key">
            {keyId === undefined ? (
              "None that can be named"
            ) : accountId === undefined ? (
              <>
                <code>{keyPrefix + keyId}</code>, which does not exist
              </>
            ) : (
              <Link to={keyPath(accountId, keyId)}>
                <code>{keyPrefix + keyId}</code>
              </Link>
            )}
          </Fact>
          {accountId !== undefined && (
            <Fact label="Account">
              <Link to={accountPath(accountId)}>{accountId}</Link>
            </Fact>
          )}
        </dl>
        {keyId !== undefined && accountId !== undefined && (
          <p class="card-actions">
            <Link to={keyPath(accountId, keyId)} class="button button-primary">
              Open the key
            </Link>
          </p>
        )}
      </section>
      {keyId !== undefined && accountId !== undefined && (
        <Now keyId={keyId} accountId={accountId} route={`${method} ${resource}`} />
      )}
    </>
  );
}

interface NowProps {
  readonly keyId: string;
  readonly accountId: string;
  readonly route: string;
}

/** How the same request would be judged now; what was true then may have changed. */
function Now({ keyId, accountId, route }: NowProps) {
  const { api } = useOperator();
  const rules = useConfig().routes[route];
  const load = useCallback(
    () => api.explain(accountId, keyId, { scope: rules?.scope, cost: rules?.cost?.toString() }),
    [api, accountId, keyId, rules],
  );
  const { loaded, reload } = useLoaded(load, keyId);
  if (loaded.phase === "loading") return <ChartSkeleton />;
  if (loaded.phase === "failed") {
    return <Failure error={loaded.error} what="The key could not be explained." onRetry={reload} />;
  }
  return (
    <section class="card" aria-label="Now">
      <h2 class="card-title">The same request now</h2>
      <ExplanationView of={loaded.value} what="With the key’s current secret, it" />
    </section>
  );
}
