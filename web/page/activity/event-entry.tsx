import type { AuditEvent } from "../api/event.ts";
import { Name } from "../components/name.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { useConfig } from "../config-context.ts";
import { Link } from "../navigation/navigation.tsx";
import { useAbilities } from "../workspace/abilities.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { type DescribedChange, describeEvent } from "./describe-event.ts";

interface EventEntryProps {
  readonly of: AuditEvent;
  readonly nameOf: (keyId: string) => string | undefined;
}

export function EventEntry({ of: event, nameOf }: EventEntryProps) {
  const { keyPrefix, scopes } = useConfig();
  const { before, subject, after, details } = describeEvent(
    event,
    (id) => nameOf(id) ?? keyPrefix + id,
    scopes,
  );
  const { keyId, createdAt, sourceIp, userAgent, requestId } = event;
  return (
    <li class={`event event-${event.action.replace(/\W/g, "-")}`}>
      <p class="event-what">
        {before}
        {keyId !== undefined && subject !== undefined && (
          <>
            “
            <Link to={{ page: "key", id: keyId }}>
              <Name>{subject}</Name>
            </Link>
            ”{" "}
          </>
        )}
        {after}
      </p>
      {details.length > 0 && (
        <ul class="event-changes">
          {details.map((change) => (
            <ChangeEntry key={change.label} of={change} />
          ))}
        </ul>
      )}
      <details class="event-more">
        <summary>Details</summary>
        <dl class="event-facts">
          <dt>Time</dt>
          <dd>
            <RelativeTime at={createdAt} otherwise="" as="date-and-time" />
          </dd>
          {requestId !== undefined && (
            <>
              <dt>User agent</dt>
              <dd>{userAgent ?? "Unknown"}</dd>
              <dt>Request ID</dt>
              <dd>
                <code>{requestId}</code>
              </dd>
            </>
          )}
        </dl>
      </details>
      <p class="event-who">
        <RelativeTime at={createdAt} otherwise="" />
        <span>
          <ChangedBy of={event} />
          {sourceIp !== undefined && ` · ${sourceIp}`}
        </span>
      </p>
    </li>
  );
}

function ChangedBy({ of: { action, actor } }: { readonly of: AuditEvent }) {
  const { accountData } = useWorkspace();
  const subject = accountData.phase === "ready" ? accountData.value.caller.subject : undefined;
  const { isOperator } = useAbilities();
  if (!actor)
    return <span>{action === "key.leaked" ? "Somebody who has the key" : "Automatic"}</span>;
  if (actor.type === "operator" && !isOperator) return <span>Operator</span>;
  if (subject !== undefined && actor.subject === subject) return <span>You</span>;
  return (
    <span>
      {actor.type === "operator" ? "Operator" : "User"}{" "}
      <bdi>{actor.subject ?? (actor.type === "operator" ? "token" : "unknown")}</bdi>
    </span>
  );
}

function ChangeEntry({ of: { label, before, after } }: { readonly of: DescribedChange }) {
  return (
    <li>
      {label}:{" "}
      {before !== undefined && (
        <>
          <Name>{before}</Name> <span aria-hidden="true">→</span>
          <span class="sr-only">to</span>{" "}
        </>
      )}
      <Name>{after}</Name>
    </li>
  );
}
