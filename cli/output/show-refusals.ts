import type { Refusals } from "../api/objects.ts";

/** Why requests are refused, in words. */
const reasons: Readonly<Record<string, string>> = {
  missing_token: "no Bearer token was sent",
  malformed: "what was sent is no key by its form",
  checksum: "the key was mistyped or made up: its checksum is wrong",
  unknown: "there was no such key",
  wrong_secret: "there is such a key, but its secret is another",
  superseded: "the secret was an old one that a rotation had replaced",
  paused: "the key was paused",
  expired: "the key had expired",
  revoked: "the key was revoked",
  suspended: "the account was suspended",
  plan: "the account's plan was not eligible",
  address: "the key was not allowed from the caller's address",
  scope: "the key lacked the route's scope",
  cost: "the request cost more than the key may ever use",
  limit: "the rate limit was exceeded",
  quota: "a quota was used up",
  unavailable: "the key could not be checked",
};

/** @param rotatedAt when the key's secret was last replaced, if it ever was */
export function reasonText(
  reason: string,
  requestedAt: string,
  rotatedAt: string | undefined,
): string {
  const text = reasons[reason];
  if (text === undefined) return reason;
  // A later rotation is not the one that ended the secret.
  const isKnown = rotatedAt !== undefined && Date.parse(rotatedAt) <= Date.parse(requestedAt);
  return reason === "superseded" && isKnown
    ? `${reason}: ${text} at ${rotatedAt}`
    : `${reason}: ${text}`;
}

/** `12 superseded, 3 limit in the last 30 days`; undefined if they were not asked for. */
export function refusalsText(refusals: Refusals | undefined): string | undefined {
  if (!refusals) return undefined;
  const sums = new Map<string, number>();
  for (const { reasons: counts } of refusals.days) {
    for (const [reason, count] of Object.entries(counts)) {
      sums.set(reason, (sums.get(reason) ?? 0) + count);
    }
  }
  const most = [...sums].sort(([, one], [, other]) => other - one);
  const texts = most.map(([reason, count]) => `${count} ${reason}`);
  const what = texts.length === 0 ? "none" : texts.join(", ");
  return `${what} in the last 30 days, by the access log`;
}
