import type { Key, PreviousSecret } from "../api/key.ts";

export type KeyState = "active" | "paused" | "expired" | "revoked";

const secondsPerDay = 86_400;
/** A key that expires within so many seconds is pointed out. */
export const soonSeconds = 7 * secondsPerDay;

/**
 * What comes of a request with the key. Revoked is for good; an expired key stays refused whether
 * paused or not.
 *
 * @param now Unix time in whole seconds
 */
export function stateOf(key: Key, now: number): KeyState {
  if (key.revokedAt !== undefined) return "revoked";
  if (key.expiresAt !== undefined && key.expiresAt <= now) return "expired";
  return key.isActive ? "active" : "paused";
}

export function expiresSoon(key: Key, now: number): boolean {
  const { expiresAt, revokedAt } = key;
  if (expiresAt === undefined || revokedAt !== undefined) return false;
  return expiresAt > now && expiresAt - now <= soonSeconds;
}

/**
 * The secret before the last rotation, while both are accepted: none of a key that is paused or
 * over is, and it stops with the key where that expires first.
 */
export function secondSecret(key: Key, now: number): PreviousSecret | undefined {
  const { previousSecret, expiresAt = Number.POSITIVE_INFINITY } = key;
  if (!previousSecret || stateOf(key, now) !== "active") return undefined;
  if (previousSecret.expiresAt <= now) return undefined;
  return { ...previousSecret, expiresAt: Math.min(previousSecret.expiresAt, expiresAt) };
}
