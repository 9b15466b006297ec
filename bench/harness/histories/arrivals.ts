import type { Random } from "../random.ts";

/*
 * When requests of one key arrive, in milliseconds from the start of a minute by the clock, sorted.
 */

const minuteMs = 60_000;

/** Requests at random times, `perMinute` on average, for `minutes`. */
export function randomArrivals(perMinute: number, minutes: number, random: Random): number[] {
  const count = Math.round(perMinute * minutes);
  return Array.from({ length: count }, () => Math.floor(random() * minutes * minuteMs)).sort(
    (one, other) => one - other,
  );
}

/** Requests at an even pace, `perMinute`, for `minutes`. */
export function evenArrivals(perMinute: number, minutes: number): number[] {
  return Array.from({ length: Math.floor(perMinute * minutes) }, (_, index) =>
    Math.round((index * minuteMs) / perMinute),
  );
}

/**
 * Twice the limit just before a minute ends and again just after it, with one request at the
 * minute's start: that opens the window of those who count from a first request.
 */
export function boundaryBurst(limit: number): number[] {
  const burst = Array.from({ length: limit * 2 }, (_, index) => index);
  const within = (index: number) => Math.floor((index * 900) / burst.length);
  return [
    0,
    ...burst.map((index) => minuteMs - 950 + within(index)),
    ...burst.map((index) => minuteMs + 50 + within(index)),
  ];
}
