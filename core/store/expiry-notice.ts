import { hash } from "node:crypto";
import { ulid } from "ulid";
import { type AuditEvent, expiringAction } from "../event/audit-event.ts";

/** How long before a key's end its account is told, in days. */
export const noticeDays = [7, 1] as const;
export type NoticeDays = (typeof noticeDays)[number];

const secondsPerDay = 86_400;

/** A key that expires, as far as a notice needs it. */
export interface ExpiringKey {
  readonly id: string;
  readonly accountId: string;
  readonly expiresAt: number;
}

/** @returns Unix time in s at which a key expires whose notice is due now */
export function expiryOfDue(days: NoticeDays, nowEpochSeconds: number): number {
  return nowEpochSeconds + days * secondsPerDay;
}

/**
 * The notice that a key expires so many days from the event's time. Its id derives from what it says,
 * so whoever writes it twice writes the same item.
 */
export function expiryNotice(
  { id, accountId, expiresAt }: ExpiringKey,
  days: NoticeDays,
): AuditEvent {
  const atEpochMs = (expiresAt - days * secondsPerDay) * 1000;
  return {
    id: derivedUlid(atEpochMs, `${expiringAction} ${id} ${expiresAt} ${days}`),
    atEpochMs,
    action: expiringAction,
    accountId,
    keyId: id,
    changes: {},
    origin: undefined,
    expiresAt,
  };
}

/** A ULID takes 16 random characters of 5 bits. */
function derivedUlid(atEpochMs: number, text: string): string {
  const bytes = hash("sha256", text, "buffer").values();
  return ulid(atEpochMs, () => (bytes.next().value ?? 0) / 256);
}
