/** Why requests are refused: a short name, and what that means. */
export const reasons: Readonly<Record<string, readonly [name: string, meaning: string]>> = {
  missing_token: ["No key", "The request had no Authorization header with a bearer token."],
  malformed: ["Malformed", "What was presented does not have the form of a key."],
  checksum: ["Wrong checksum", "The key was mistyped or cut: its checksum does not fit."],
  unknown: ["Unknown key", "There is no key with this prefix."],
  wrong_secret: ["Wrong secret", "The prefix is the key's, but the secret never was."],
  superseded: [
    "Old secret",
    "The secret was replaced by a rotation, and its grace period is over. The caller has to use the new one.",
  ],
  paused: ["Paused", "The key was paused."],
  expired: ["Expired", "The key had expired."],
  revoked: ["Revoked", "The key was revoked, which is for good."],
  suspended: ["Account suspended", "The account was suspended."],
  plan: ["Plan", "The account's plan does not include the API."],
  address: ["Address", "The caller's address is not on the key's allow list."],
  scope: ["Scope", "The key lacks the scope that the route wants."],
  cost: ["Cost", "The route's cost is above the key's limit or a quota."],
  limit: ["Rate limit", "The key was over its limit of requests per minute."],
  quota: ["Quota", "A quota of the key was used up."],
  unavailable: ["Service unavailable", "The key could not be checked. The caller may try again."],
};

const known = new Map(Object.entries(reasons));

/** A reason that a later version adds is shown by its name. */
export function reasonName(reason: string): string {
  return known.get(reason)?.[0] ?? reason;
}

export function reasonMeaning(reason: string): string {
  return known.get(reason)?.[1] ?? reason;
}
