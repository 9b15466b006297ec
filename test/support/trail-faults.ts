import { isDeepStrictEqual } from "node:util";
import type { AccountRecord } from "../../core/account/account-record.ts";
import type { AuditEvent, AuditValue } from "../../core/event/audit-event.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { keyChanges } from "../../core/management/trail.ts";

/*
 * Changes and audit events correspond one to one: a version counts the changes, so it must equal
 * the number of events; and the events, played from nothing, must give what is stored.
 */

/** The fields that are not null before the first event. */
const uncreated: readonly [string, AuditValue][] = [["metadata", {}]];

/** @param events of the account, in any order */
export function keyTrailFaults(key: ManagedKey, events: readonly AuditEvent[]): string[] {
  const trail = inOrder(events.filter(({ keyId }) => keyId === key.id));
  const played = play(trail);
  const stored = Object.entries(keyChanges(undefined, key)).map(
    ([field, { after }]) => [field, after] as const,
  );
  return [
    ...(trail.length === key.version
      ? []
      : [`key ${key.id} was changed ${key.version} times, and ${trail.length} are told of`]),
    ...played.faults,
    ...differences(`key ${key.id}`, played.state, new Map([...uncreated, ...stored])),
  ];
}

/** @param events of the account, those of its keys included, in any order */
export function accountTrailFaults(
  account: AccountRecord,
  events: readonly AuditEvent[],
): string[] {
  const trail = inOrder(events.filter(({ keyId }) => keyId === undefined));
  const played = play(trail, [...uncreated, ["is_suspended", false]]);
  const changes = trail.length + events.filter(changesActiveKeys).length;
  // A user's first key comes in one change with the account; an operator's come after it.
  const isBornWithKey = trail[0]?.origin?.actor?.type === "user";
  const expectedVersion = changes - (isBornWithKey ? 1 : 0);
  const stored: [string, AuditValue][] = [
    ["plan", account.plan],
    ["is_suspended", account.isSuspended],
    ["name", account.name ?? null],
    ["max_active_keys", account.maxActiveKeys],
    ["metadata", account.metadata],
  ];
  return [
    ...(expectedVersion === account.version
      ? []
      : [`the account was changed ${account.version} times, and ${expectedVersion} are told of`]),
    ...played.faults,
    ...differences("the account", played.state, new Map(stored)),
  ];
}

function changesActiveKeys({ action }: AuditEvent): boolean {
  return action === "key.created" || action === "key.imported" || action === "key.revoked";
}

function inOrder(events: readonly AuditEvent[]): AuditEvent[] {
  return [...events].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function play(
  trail: readonly AuditEvent[],
  before: Iterable<readonly [string, AuditValue]> = uncreated,
) {
  const state = new Map<string, AuditValue>(before);
  const faults: string[] = [];
  for (const { id, changes } of trail) {
    for (const [field, { before, after }] of Object.entries(changes)) {
      const known = state.get(field) ?? null;
      if (!isDeepStrictEqual(known, before)) {
        faults.push(`event ${id}: ${field} is not what the one before left`);
      }
      state.set(field, after);
    }
  }
  return { state, faults };
}

function differences(
  what: string,
  played: ReadonlyMap<string, AuditValue>,
  stored: ReadonlyMap<string, AuditValue>,
): string[] {
  return [...new Set([...played.keys(), ...stored.keys()])]
    .filter((field) => !isDeepStrictEqual(played.get(field) ?? null, stored.get(field) ?? null))
    .map((field) => `${what}: ${field} is not what its trail tells`);
}
