import { useMemo } from "preact/hooks";
import { UsagePage } from "../account/usage-page.tsx";
import { ActivityPage } from "../activity/activity-page.tsx";
import { createManagement } from "../api/management.ts";
import { ClockProvider } from "../components/clock-provider.tsx";
import { Failure } from "../components/failure.tsx";
import { PanelSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { DialogHost } from "../dialogs/dialog-host.tsx";
import { KeyPage } from "../keys/key-page.tsx";
import { secondSecret } from "../keys/key-state.ts";
import { Link, useNavigation } from "../navigation/navigation.tsx";
import type { Route } from "../navigation/route.ts";
import { SyncNotice } from "../workspace/sync-notice.tsx";
import { useWorkspace, WorkspaceProvider } from "../workspace/workspace.tsx";
import { AccountPage } from "./account-page.tsx";
import { KeyInsights } from "./key-insights.tsx";
import { useOperator } from "./operator-context.ts";
import { consolePath } from "./paths.ts";

/** Somebody else's account, with the parts of the settings page. */
export function AccountView({ id }: { readonly id: string }) {
  const { call, clock, person, me } = useOperator();
  const api = useMemo(
    () => createManagement(call, { caller: { accountId: id, subject: me.subject } }),
    [call, id, me.subject],
  );
  return (
    <WorkspaceProvider api={api} clock={clock} person={person}>
      <Ticking id={id} />
    </WorkspaceProvider>
  );
}

/** Ticks every second while a countdown is shown. */
function Ticking({ id }: { readonly id: string }) {
  const { accountData, clock, reload } = useWorkspace();
  if (accountData.phase === "failed") {
    return (
      <>
        <Title text="Account">Account</Title>
        <Failure
          error={accountData.error}
          what="The account could not be loaded."
          onRetry={reload}
        />
      </>
    );
  }
  if (accountData.phase === "loading") {
    return (
      <div aria-busy="true">
        <Title text="Account">Account</Title>
        <PanelSkeleton />
      </div>
    );
  }
  if (!accountData.value.account) {
    return (
      <>
        <Title text="Account not found">Account not found</Title>
        <p class="lead">
          There is no account <code>{id}</code>. <Link to={consolePath}>Search</Link>
        </p>
      </>
    );
  }
  const { entries } = accountData.value.keys;
  const isCounting = entries.some((key) => secondSecret(key, clock.now()) !== undefined);
  return (
    <ClockProvider clock={clock} everySeconds={isCounting ? 1 : 15}>
      <DialogHost>
        <SyncNotice />
        <AccountNavigation id={id} />
        <Page id={id} />
      </DialogHost>
    </ClockProvider>
  );
}

function AccountNavigation({ id }: { readonly id: string }) {
  const { route } = useNavigation();
  const isAt = (page: Route["page"]) => (route.page === page ? "page" : undefined);
  return (
    <nav class="account-nav" aria-label="Account">
      <code class="account-id">{id}</code>
      <Link to={{ page: "keys" }} current={route.page === "key" ? "true" : isAt("keys")}>
        Account and keys
      </Link>
      <Link to={{ page: "usage" }} current={isAt("usage")}>
        Usage
      </Link>
      <Link to={{ page: "activity" }} current={isAt("activity")}>
        Events
      </Link>
    </nav>
  );
}

function Page({ id }: { readonly id: string }) {
  const { route } = useNavigation();
  switch (route.page) {
    case "keys":
      return <AccountPage id={id} />;
    case "key":
      return (
        <>
          <KeyPage key={route.id} id={route.id} />
          <KeyInsights key={`about ${route.id}`} accountId={id} keyId={route.id} />
        </>
      );
    case "usage":
      return <UsagePage />;
    case "activity":
      return <ActivityPage />;
    case "unknown":
      return <Title text="Page not found">Page not found</Title>;
  }
}
