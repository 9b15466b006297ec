import { leakReporterSubject } from "../../../core/config/config.ts";
import type { Key, PreviousSecret } from "../api/key.ts";

export type KeyState = "active" | "paused" | "expired" | "revoked";

const secondsPerDay = 86_400;
/** A key that expires within this time gets a warning. */
export const soonSeconds = 7 * secondsPerDay;

/**
 * Returns the state of a key. Revoked is permanent. An expired key is rejected whether it is paused or
 * not.
 *
 * @param now Unix time in whole seconds
 */
export function stateOf(key: Key, now: number): KeyState {
  if (key.revokedAt !== undefined) return "revoked";
  if (key.expiresAt !== undefined && key.expiresAt <= now) return "expired";
  return key.isActive ? "active" : "paused";
}

/** Whether an operator has paused the key, so that only operators resume it. */
export function isHeld({ isActive, pausedBy }: Key): boolean {
  return !isActive && pausedBy?.type === "operator";
}

/** Whether a report of a leak has paused the key, so that it is held, too. */
export function isLeaked(key: Key): boolean {
  return isHeld(key) && key.pausedBy?.subject === leakReporterSubject;
}

export function expiresSoon(key: Key, now: number): boolean {
  const { expiresAt, revokedAt } = key;
  if (expiresAt === undefined || revokedAt !== undefined) return false;
  return expiresAt > now && expiresAt - now <= soonSeconds;
}

/**
 * Returns the secret before the last rotation during its grace period. A key that is paused, expired
 * or revoked has none. If the key expires first, the old secret stops with it.
 */
export function secondSecret(key: Key, now: number): PreviousSecret | undefined {
  const { previousSecret, expiresAt = Number.POSITIVE_INFINITY } = key;
  if (!previousSecret || stateOf(key, now) !== "active") return undefined;
  if (previousSecret.expiresAt <= now) return undefined;
  return { ...previousSecret, expiresAt: Math.min(previousSecret.expiresAt, expiresAt) };
}
