import { AccountPanel } from "../account/account-panel.tsx";
import { PlanBanner } from "../account/plan-banner.tsx";
import { SuspensionBanner } from "../account/suspension-banner.tsx";
import { Failure } from "../components/failure.tsx";
import { Icon } from "../components/icon.tsx";
import { ListSkeleton, PanelSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";
import { KeyList } from "./key-list.tsx";
import { RaiseNotice } from "./raise-notice.tsx";

/** Lists all keys of the account, below a summary of the account. */
export function KeysPage() {
  const { accountData, reload } = useWorkspace();
  const open = useDialog();
  return (
    <>
      <div class="head">
        <div>
          <Title text="API keys">API keys</Title>
          <p class="lead">
            API keys let your programs call the API for you. <a href="/docs">How to use API keys</a>
          </p>
        </div>
        {accountData.phase === "ready" && (
          <button
            type="button"
            class="button button-primary"
            onClick={() => open({ kind: "create" })}
          >
            <Icon name="plus" />
            Create key
          </button>
        )}
      </div>
      {accountData.phase === "loading" && (
        <>
          <PanelSkeleton />
          <ListSkeleton rows={5} />
        </>
      )}
      {accountData.phase === "failed" && (
        <Failure error={accountData.error} what="The keys could not be loaded." onRetry={reload} />
      )}
      {accountData.phase === "ready" && (
        <>
          <SuspensionBanner />
          <PlanBanner />
          <RaiseNotice keys={accountData.value.keys.entries} />
          <AccountPanel {...accountData.value} />
          <KeyList keys={accountData.value.keys} />
        </>
      )}
    </>
  );
}
