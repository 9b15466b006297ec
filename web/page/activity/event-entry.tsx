import type { AuditEvent } from "../api/event.ts";
import { Name } from "../components/name.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { useConfig } from "../config-context.ts";
import { Link } from "../navigation/navigation.tsx";
import { useAbilities } from "../workspace/abilities.ts";
import { type DescribedChange, describeEvent } from "./describe-event.ts";

export interface EventEntryProps {
  readonly of: AuditEvent;
  readonly nameOf?: (keyId: string) => string | undefined;
  /** The subject of whoever looks at it. */
  readonly viewer: string | undefined;
  /** Returns the path of an account's page, if the event does not appear below it. */
  readonly pathOf?: (accountId: string) => string;
}

export function EventEntry({ of: event, nameOf, viewer, pathOf }: EventEntryProps) {
  const { keyPrefix, scopes } = useConfig();
  const { before, subject, after, details } = describeEvent(
    event,
    (id) => nameOf?.(id) ?? keyPrefix + id,
    scopes,
  );
  const { accountId, keyId, createdAt, sourceIp, userAgent, requestId } = event;
  return (
    <li class={`event event-${event.action.replace(/\W/g, "-")}`}>
      <p class="event-what">
        {before}
        {keyId !== undefined && subject !== undefined && (
          <>
            “
            <Link to={pathOf ? `${pathOf(accountId)}/${keyId}` : { page: "key", id: keyId }}>
              <Name>{subject}</Name>
            </Link>
            ”{" "}
          </>
        )}
        {after}
        {pathOf && (
          <>
            {" "}
            · <Link to={pathOf(accountId)}>{accountId}</Link>
          </>
        )}
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
          <ChangedBy of={event} viewer={viewer} />
          {sourceIp !== undefined && ` · ${sourceIp}`}
        </span>
      </p>
    </li>
  );
}

function ChangedBy({ of: { action, actor }, viewer }: Pick<EventEntryProps, "of" | "viewer">) {
  const { isOperator } = useAbilities();
  if (!actor)
    return <span>{action === "key.leaked" ? "Somebody who has the key" : "Automatic"}</span>;
  if (actor.type === "operator" && !isOperator) return <span>Operator</span>;
  if (viewer !== undefined && actor.subject === viewer) return <span>You</span>;
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
