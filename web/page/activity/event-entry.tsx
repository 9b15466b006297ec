import type { AuditEvent } from "../api/event.ts";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Link } from "../navigation/navigation.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";
import { type ToldChange, tellEvent } from "./tell-event.ts";

interface EventEntryProps {
  readonly of: AuditEvent;
  readonly nameOf: (keyId: string) => string | undefined;
}

export function EventEntry({ of: event, nameOf }: EventEntryProps) {
  const { before, subject, after, details } = tellEvent(event, nameOf);
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
            <Moment at={createdAt} otherwise="" as="date-and-time" />
          </dd>
          <dt>Program</dt>
          <dd>{userAgent ?? "Unknown"}</dd>
          <dt>Request id</dt>
          <dd>
            <code>{requestId}</code>
          </dd>
        </dl>
      </details>
      <p class="event-who">
        <Moment at={createdAt} otherwise="" />
        <span>
          <Actor of={event} /> · {sourceIp}
        </span>
      </p>
    </li>
  );
}

function Actor({ of: { actor } }: { readonly of: AuditEvent }) {
  const { holdings } = useWorkspace();
  const subject = holdings.phase === "ready" ? holdings.value.caller.subject : undefined;
  if (actor.type === "operator") return <span>Operator</span>;
  if (subject !== undefined && actor.subject === subject) return <span>You</span>;
  return (
    <span>
      User <bdi>{actor.subject ?? "unknown"}</bdi>
    </span>
  );
}

function ChangeEntry({ of: { label, before, after } }: { readonly of: ToldChange }) {
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
