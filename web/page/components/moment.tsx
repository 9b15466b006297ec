import {
  dateAndTimeOf,
  dateOf,
  exactTime,
  relativeTime,
  rfc3339,
  timeAgo,
} from "../format/times.ts";
import { useNow } from "./now.tsx";

/** `ago` is for what has happened, `relative` for what may lie ahead. */
type Form = "ago" | "relative" | "date" | "date-and-time";

interface MomentProps {
  /** Unix time in whole seconds. */
  readonly at: number | undefined;
  /** What stands for no time. */
  readonly otherwise: string;
  readonly as?: Form;
}

/** A point in time; the exact one is its title. */
export function RelativeTime({ at, otherwise, as = "ago" }: MomentProps) {
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
