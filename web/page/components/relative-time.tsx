import {
  dateAndTimeOf,
  dateOf,
  exactTime,
  relativeTime,
  rfc3339,
  timeAgo,
} from "../format/times.ts";
import { useNow } from "./clock-provider.tsx";

/** `ago` is for past times, `relative` for times that may lie in the future. */
type Form = "ago" | "relative" | "date" | "date-and-time";

interface RelativeTimeProps {
  /** Unix time in whole seconds. */
  readonly at: number | undefined;
  /** Shown if there is no time. */
  readonly otherwise: string;
  readonly as?: Form;
}

/** Shows a time; its tooltip gives the exact value. */
export function RelativeTime({ at, otherwise, as = "ago" }: RelativeTimeProps) {
  const now = useNow();
  if (at === undefined) return <span class="muted">{otherwise}</span>;
  return (
    <time dateTime={rfc3339(at)} title={exactTime(at)}>
      {textOf(as, at, now)}
    </time>
  );
}

function textOf(form: Form, at: number, now: number): string {
  if (form === "ago") return timeAgo(at, now);
  if (form === "relative") return relativeTime(at, now);
  return form === "date" ? dateOf(at) : dateAndTimeOf(at);
}
