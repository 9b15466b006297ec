import { useCallback, useState } from "preact/hooks";
import { AccountPanel } from "../account/account-panel.tsx";
import { Badge } from "../components/badge.tsx";
import { Fact } from "../components/fact.tsx";
import { Failure } from "../components/failure.tsx";
import { Icon } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { ChartSkeleton } from "../components/skeleton.tsx";
import { Title } from "../components/title.tsx";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { count } from "../format/numbers.ts";
import { isolated } from "../format/visible.ts";
import { KeyList } from "../keys/key-list.tsx";
import { RaiseNotice } from "../keys/raise-notice.tsx";
import { useLoaded } from "../workspace/use-loaded.ts";
import { usePlan } from "../workspace/use-plan.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { EditAccountDialog } from "./edit-account-dialog.tsx";
import type { AccountDetails } from "./operator-api.ts";
import { useOperator } from "./operator-context.ts";
import { RefusalsCard } from "./refusals-card.tsx";
import { SuspendDialog } from "./suspend-dialog.tsx";

/** An account: what it is, why its requests are refused, and its keys. */
export function AccountPage({ id }: { readonly id: string }) {
  const { api, abilities } = useOperator();
  const { accountData, refresh } = useWorkspace();
  const { account, label, isEligible } = usePlan();
  const open = useDialog();
  const [shown, setShown] = useState<"edit" | "suspend">();
  const load = useCallback(() => api.account(id), [api, id]);
  const { loaded, reload } = useLoaded(load, id);
  const onChanged = async () => {
    await refresh();
    reload();
  };
  if (accountData.phase !== "ready" || !account) return null;
  const details = loaded.phase === "ready" ? loaded.value : undefined;
  return (
    <>
      <div class="head">
        <div class="head-name">
          <Title text={isolated(account.name ?? id)}>
            <Name>{account.name ?? id}</Name>
          </Title>
          <span class="badges">
            {account.isSuspended && <Badge tone="danger">Suspended</Badge>}
            <Badge tone={isEligible ? "good" : "warning"}>
              {isEligible ? label : `${label}: no API access`}
            </Badge>
          </span>
        </div>
        <div class="buttons">
          {abilities.mayCreate && (
            <button type="button" class="button" onClick={() => open({ kind: "create" })}>
              <Icon name="plus" />
              Create key
            </button>
          )}
          {abilities.mayEditAccount && details && (
            <button type="button" class="button" onClick={() => setShown("edit")}>
              Edit account
            </button>
          )}
          <button
            type="button"
            class={account.isSuspended ? "button" : "button button-warn"}
            onClick={() => setShown("suspend")}
          >
            {account.isSuspended ? "Lift suspension" : "Suspend"}
          </button>
        </div>
      </div>
      {loaded.phase === "loading" && <ChartSkeleton />}
      {loaded.phase === "failed" && (
        <Failure
          error={loaded.error}
          what="The account’s details could not be loaded."
          onRetry={reload}
        />
      )}
      {details && <Details of={details} />}
      {details && <RefusalsCard days={details.refusals} of="account" />}
      {abilities.mayEdit && <RaiseNotice keys={accountData.value.keys.entries} />}
      <AccountPanel {...accountData.value} />
      <KeyList keys={accountData.value.keys} />
      {shown === "edit" && details && (
        <EditAccountDialog of={details} onChanged={onChanged} onClose={() => setShown(undefined)} />
      )}
      {shown === "suspend" && (
        <SuspendDialog of={account} onChanged={onChanged} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}

function Details({ of: account }: { readonly of: AccountDetails }) {
  return (
    <section class="card" aria-label="Details">
      <h2 class="card-title">Details</h2>
      <dl class="facts">
        <Fact label="ID">
          <code class="address">{account.id}</code>
        </Fact>
        <Fact label="Contact">
          {account.contactEmail === undefined ? (
            "None"
          ) : (
            <bdi class="name">{account.contactEmail}</bdi>
          )}
        </Fact>
        <Fact label="Keys at most">{count(account.maxActiveKeys)}</Fact>
        <Fact label="Created">
          <RelativeTime at={account.createdAt} otherwise="" as="date-and-time" />
        </Fact>
        <Fact label="Last updated">
          <RelativeTime at={account.updatedAt} otherwise="" as="date-and-time" />
        </Fact>
        {account.metadata.map(([name, value]) => (
          <Fact key={name} label={`Metadata ${name}`}>
            <bdi class="name">{value}</bdi>
          </Fact>
        ))}
      </dl>
    </section>
  );
}
