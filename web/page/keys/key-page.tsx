import { useCallback, useEffect } from "preact/hooks";
import { SuspensionBanner } from "../account/suspension-banner.tsx";
import { hasCode } from "../api/api-error.ts";
import type { Key } from "../api/key.ts";
import { Failure } from "../components/failure.tsx";
import { ChartSkeleton, PanelSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { Link } from "../navigation/navigation.tsx";
import { useLoaded } from "../workspace/use-loaded.ts";
import { useWorkspace, type Workspace } from "../workspace/workspace.tsx";
import { KeyDetails } from "./key-details.tsx";

/** One key. A key from the list is shown immediately; any other is loaded. */
export function KeyPage({ id }: { readonly id: string }) {
  const { accountData } = useWorkspace();
  const known = keyIn(accountData, id);
  return (
    <>
      <p class="crumbs">
        <Link to={{ page: "keys" }}>API keys</Link>
      </p>
      <SuspensionBanner />
      {known ? (
        <KeyDetails of={known} />
      ) : accountData.phase === "loading" ? (
        <Waiting />
      ) : (
        <LoadedKey id={id} />
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

/** Loads a key that is not in the list yet, and adds it to the list. */
function LoadedKey({ id }: { readonly id: string }) {
  const { api, adopt } = useWorkspace();
  const load = useCallback(() => api.key(id), [api, id]);
  const { loaded, reload } = useLoaded(load, id);
  useEffect(() => {
    if (loaded.phase === "ready") adopt(loaded.value);
  }, [loaded]);

  if (loaded.phase === "failed" && hasCode(loaded.error, "key_not_found", "account_not_found")) {
    return (
      <>
        <Title text="Key not found">Key not found</Title>
        <p class="lead">This account has no key with the ID {id}.</p>
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
