import { useCallback, useEffect } from "preact/hooks";
import { hasCode } from "../api/api-error.ts";
import type { Key } from "../api/key.ts";
import { Failure } from "../components/failure.tsx";
import { ChartSkeleton, PanelSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { Link } from "../navigation/navigation.tsx";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace, type Workspace } from "../workspace/workspace.tsx";
import { KeyDetails } from "./key-details.tsx";

/** One key. What the list knows of it is shown at once; another is asked for. */
export function KeyPage({ id }: { readonly id: string }) {
  const { accountData } = useWorkspace();
  const known = keyIn(accountData, id);
  return (
    <>
      <p class="crumbs">
        <Link to={{ page: "keys" }}>API keys</Link>
      </p>
      {known ? (
        <KeyDetails of={known} />
      ) : accountData.phase === "loading" ? (
        <Waiting />
      ) : (
        <KeyAskedFor id={id} />
      )}
    </>
  );
}

function keyIn(accountData: Workspace["accountData"], id: string): Key | undefined {
  if (accountData.phase !== "ready") return undefined;
  return accountData.value.keys.entries.find((key) => key.id === id);
}

function Waiting() {
  return (
    <>
      <Title text="API key">API key</Title>
      <PanelSkeleton />
      <ChartSkeleton />
    </>
  );
}

/** A key beyond those listed so far. It joins them when it is there. */
function KeyAskedFor({ id }: { readonly id: string }) {
  const { api, adopt } = useWorkspace();
  const ask = useCallback(() => api.key(id), [api, id]);
  const { loaded, reload } = useLoaded(ask, id);
  useEffect(() => {
    if (loaded.phase === "ready") adopt(loaded.value);
  }, [loaded]);

  if (loaded.phase === "failed" && hasCode(loaded.error, "key_not_found", "account_not_found")) {
    return (
      <>
        <Title text="No such key">No such key</Title>
        <p class="lead">Your account has no key with the id {id}.</p>
      </>
    );
  }
  if (loaded.phase !== "failed") return <Waiting />;
  return (
    <>
      <Title text="API key">API key</Title>
      <Failure error={loaded.error} what="The key could not be loaded." onRetry={reload} />
    </>
  );
}
