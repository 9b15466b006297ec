/** A time in whole Unix seconds as RFC 3339 UTC, such as `2026-11-22T19:30:00Z`. */
export function rfc3339(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}Z`;
}

export function rfc3339OrNull(epochSeconds: number | undefined): string | null {
  return epochSeconds === undefined ? null : rfc3339(epochSeconds);
}
