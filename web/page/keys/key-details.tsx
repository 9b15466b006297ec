import { useCallback, useRef } from "preact/hooks";
import { leakReporterSubject } from "../../../core/config/config.ts";
import { PlanBanner } from "../account/plan-banner.tsx";
import { UsageCard } from "../account/usage-card.tsx";
import type { Actor, Key } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { CopyButton } from "../components/copy-button.tsx";
import { Fact } from "../components/fact.tsx";
import { Name } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { SupportLink } from "../components/support-link.tsx";
import { Title } from "../components/title.tsx";
import { useConfig } from "../config-context.ts";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { count } from "../format/numbers.ts";
import { isolated } from "../format/visible.ts";
import { useAbilities } from "../workspace/abilities.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { usePlan } from "../workspace/use-plan.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { GraceNotice } from "./grace-notice.tsx";
import { environmentNames } from "./key-labels.ts";
import { KeyRestrictions } from "./key-restrictions.tsx";
import { isHeld, isLeaked, stateOf } from "./key-state.ts";
import { isRaisable } from "./raisable.ts";
import { unitOf } from "./restriction-words.ts";
import { StatusBadges } from "./status-badges.tsx";
import { useKeyActions } from "./use-key-actions.ts";

/** Shows all fields and actions of a key. */
export function KeyDetails({ of: key }: { readonly of: Key }) {
  const { label, rules, isEligible } = usePlan();
  const open = useDialog();
  const { isOperator, mayEdit } = useAbilities();
  const state = stateOf(key, useNow());
  return (
    <>
      <div class="head">
        <div class="head-name">
          <Title text={isolated(key.name)}>
            <Name>{key.name}</Name>
          </Title>
          <StatusBadges of={key} />
        </div>
        <KeyButtons of={key} />
      </div>
      <PlanBanner />
      {state !== "revoked" && isHeld(key) && !isOperator && (
        <Notice tone={isLeaked(key) ? "danger" : "warning"}>
          <p>
            {isLeaked(key) ? (
              <>
                <strong>Paused because it leaked.</strong> Somebody who has this whole key has
                reported it. Rotate it and let the current secret stop working now. Then ask support
                to resume it: only an operator can.
              </>
            ) : (
              <>
                <strong>Paused by an operator.</strong> Only an operator can resume this key: ask
                support.
              </>
            )}
          </p>
          <SupportLink />
        </Notice>
      )}
      <GraceNotice of={key} />
      <section class="card" aria-label="Details">
        <h2 class="card-title">Details</h2>
        <dl class="facts">
          <Fact label="Prefix">
            <Prefix>{key.prefix}</Prefix>
          </Fact>
          <Fact label="Environment">{environmentNames[key.environment]}</Fact>
          <Fact label="Rate limit">
            {count(key.rateLimitPerMinute)} {unitOf(useConfig())} per minute
            {isEligible && mayEdit && isRaisable(key, rules) && (
              <span class="hint fact-offer">
                The {label} plan allows {count(rules.limitPerMinute)}.{" "}
                <button
                  type="button"
                  class="button-link"
                  onClick={() => open({ kind: "bulk", action: "raise", keys: [key] })}
                >
                  Raise limit
                </button>
              </span>
            )}
          </Fact>
          <Fact label="Last used">
            <RelativeTime at={key.lastUsedAt} otherwise="Never" />
          </Fact>
          <Fact label="Expires">
            <RelativeTime at={key.expiresAt} otherwise="Never" as="date-and-time" />
          </Fact>
          <Fact label="Created">
            <RelativeTime at={key.createdAt} otherwise="" as="date-and-time" />
          </Fact>
          <Fact label="Created by">
            <ActorName of={key.createdBy} />
          </Fact>
          <Fact label="Last updated">
            <RelativeTime at={key.updatedAt} otherwise="" as="date-and-time" />
          </Fact>
          {state !== "revoked" && !key.isActive && key.pausedBy && (
            <Fact label="Paused by">
              <ActorName of={key.pausedBy} />
            </Fact>
          )}
          {key.revokedAt !== undefined && (
            <Fact label="Revoked">
              <RelativeTime at={key.revokedAt} otherwise="" as="date-and-time" />
            </Fact>
          )}
          <Fact label="Total requests">{count(key.usage?.total ?? 0)}</Fact>
        </dl>
        {key.note !== undefined && (
          <dl class="facts facts-wide">
            <Fact label="Note">
              <Name>{key.note}</Name>
            </Fact>
          </dl>
        )}
      </section>
      <KeyRestrictions of={key} />
      {key.metadata.length > 0 && (
        <section class="card" aria-label="Metadata">
          <h2 class="card-title">Metadata</h2>
          <p class="muted">Set by the operator.</p>
          <dl class="facts">
            {key.metadata.map(([name, value]) => (
              <Fact key={name} label={name}>
                <bdi class="name">{value}</bdi>
              </Fact>
            ))}
          </dl>
        </section>
      )}
      <KeyUsage of={key} />
    </>
  );
}

function KeyUsage({ of: { id, usage } }: { readonly of: Key }) {
  const { api } = useWorkspace();
  const load = useCallback(() => api.refusals(id), [api, id]);
  const { loaded, reload } = useLoaded(load, id);
  return <UsageCard label="Usage" days={usage?.days ?? []} refusals={loaded} onRetry={reload} />;
}

function ActorName({ of: { type, subject } }: { readonly of: Actor }) {
  const { accountData } = useWorkspace();
  const { isOperator } = useAbilities();
  if (subject === leakReporterSubject) return <>A report that it leaked</>;
  if (type === "operator" && !isOperator) return <>Operator</>;
  const caller = accountData.phase === "ready" ? accountData.value.caller : undefined;
  if (subject !== undefined && subject === caller?.subject) return <>You</>;
  return <bdi class="name">{subject ?? (type === "operator" ? "Operator token" : "User")}</bdi>;
}

function KeyButtons({ of: key }: { readonly of: Key }) {
  const actions = useKeyActions(key);
  if (actions.length === 0) return null;
  return (
    <div class="buttons">
      {actions.map(({ id, label, danger, act }) => (
        <button
          key={id}
          type="button"
          class={danger ? "button button-warn" : "button"}
          onClick={act}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Prefix({ children }: { readonly children: string }) {
  const code = useRef<HTMLElement>(null);
  return (
    <span class="prefix-copy">
      <code ref={code}>{children}</code>
      <CopyButton what="prefix" source={code} small />
    </span>
  );
}
