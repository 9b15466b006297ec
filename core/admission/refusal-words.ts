import type { CountedReason } from "./refusal-counts.ts";

/** Why requests of a key are refused, in words. */
const words: Readonly<Record<CountedReason, string>> = {
  checksum: "the key was mistyped or made up: its checksum is wrong",
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

/** @returns undefined for a reason that names no key, or that a later version adds */
export function wordsOfRefusal(reason: string): string | undefined {
  return new Map<string, string>(Object.entries(words)).get(reason);
}
