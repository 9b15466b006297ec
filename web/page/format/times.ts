const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const month = 30 * day;
const year = 365 * day;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/**
 * `3 minutes ago`, `in 2 days`. Future times are rounded, so that "in 30 days" is still that a
 * second later. Times are Unix time in whole seconds.
 */
export function relativeTime(time: number, now: number): string {
  const seconds = time - now;
  const distance = Math.abs(seconds);
  if (distance < minute) return seconds > 0 ? "in under a minute" : "just now";
  const whole = seconds > 0 ? Math.round : Math.trunc;
  if (distance < hour) return relative.format(whole(seconds / minute), "minute");
  if (distance < day) return relative.format(whole(seconds / hour), "hour");
  if (distance < 2 * month) return relative.format(whole(seconds / day), "day");
  if (distance < year) return relative.format(whole(seconds / month), "month");
  return relative.format(whole(seconds / year), "year");
}

/**
 * The same for a past time. It never shows a future time, even if the page's clock is a second behind
 * or not yet updated.
 */
export function timeAgo(time: number, now: number): string {
  return relativeTime(Math.min(time, now), now);
}

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "long" });
const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const dateAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** `22 November 2026 at 19:30:00 UTC`, in the reader's time zone. */
export function exactTime(time: number): string {
  return exact.format(time * 1000);
}

/** `22 Nov 2026`, in the reader's time zone. */
export function dateOf(time: number): string {
  return date.format(time * 1000);
}

/** `22 Nov 2026, 19:30`, in the reader's time zone. */
export function dateAndTimeOf(time: number): string {
  return dateAndTime.format(time * 1000);
}

/** RFC 3339, UTC, whole seconds: the format of the API and of `<time datetime>`. */
export function rfc3339(time: number): string {
  return new Date(time * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

const isoDate = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" });

/** `2026-11-22`, the day in the reader's time zone, as a date input expects it. */
export function localDay(time: number): string {
  return isoDate.format(time * 1000);
}

const utcDay = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const utcDate = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** `22 Nov` of a UTC day such as `2026-11-22`. */
export function shortDay(day: string): string {
  return utcDay.format(Date.parse(`${day}T00:00:00Z`));
}

/** `22 Nov 2026` of a UTC day such as `2026-11-22`. */
export function longDay(day: string): string {
  return utcDate.format(Date.parse(`${day}T00:00:00Z`));
}
