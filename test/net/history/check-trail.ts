import { isDeepStrictEqual } from "node:util";
import {
  type Call,
  callsOf,
  isChange,
  type Json,
  mayHaveChanged,
  type Operation,
  requestIdOf,
} from "./calls.ts";
import { type Exchange, type History, isOverlapping, type Violation } from "./exchange.ts";
import { type Listing, listingsOf } from "./listings.ts";
import {
  accountRegister,
  anything,
  keyRegister,
  type Registers,
  registersOf,
} from "./registers.ts";
import { trailFaults } from "./trail.ts";

const actions: Partial<Record<Operation, readonly string[]>> = {
  putAccount: ["account.created", "account.updated"],
  // A user's first key brings the account into being.
  createKey: ["key.created", "account.created"],
  importKey: ["key.imported", "account.created"],
  updateKey: ["key.updated"],
  revokeKey: ["key.revoked"],
  rotateKey: ["key.rotated"],
};

/**
 * I4, I10: changes and audit events correspond one to one, and the order of the trail is the order
 * of the changes. An event names the request that it came of.
 */
export function checkTrail(history: History): Violation[] {
  const registers = registersOf(history);
  const calls = callsOf(history);
  return listingsOf(history, "listEvents").flatMap((trail) => {
    const ofAccount = calls.filter(({ accountId }) => accountId === trail.accountId);
    const changes = ofAccount.filter((call) => isChange(call));
    const events = [...trail.entries].reverse();
    const told = new Map(changes.map((call) => [requestIdOf(call.exchange), call] as const));
    return [
      ...untold(changes, trail, registers),
      ...invented(events, told, changes, trail),
      ...outOfOrder(events, told),
      ...trailFaults(events, (register) => shownAfter(register, ofAccount, trail)).map((message) =>
        violation("I10", trail, message, trail.pages),
      ),
    ];
  });
}

/** Changes that are answered and not in the trail, or in it more than once. */
function untold(changes: readonly Call[], trail: Listing, registers: Registers): Violation[] {
  return changes
    .filter(({ outcome, exchange }) => outcome === "done" && exchange.endMs < trail.startMs)
    .flatMap((call) => {
      const id = requestIdOf(call.exchange);
      const events = trail.entries.filter(({ request_id }) => request_id === id);
      const own = events.filter(({ action }) => action !== "account.created");
      const count = call.operation === "putAccount" ? events.length : own.length;
      if (count === 1 || (count === 0 && mayBeNoChange(call, registers))) return [];
      const message = `a change has ${count} events`;
      return [violation("I4", trail, message, [call.exchange])];
    });
}

/** Whether everything may have been so before, so that there was nothing to tell. */
function mayBeNoChange(call: Call, registers: Registers): boolean {
  const { operation, exchange, answer, body, keyId, accountId, isReplayed } = call;
  const mayHaveBeen = (register: string, value: unknown) => {
    const others = registers.possible(register, exchange).filter((write) => write.call !== call);
    return others.some(
      (write) => isDeepStrictEqual(write.value, value) || write.value === anything,
    );
  };
  switch (operation) {
    case "putAccount":
      return (
        exchange.answered?.status === 200 &&
        Object.keys(body).every((field) =>
          mayHaveBeen(accountRegister(accountId, field), answer[field]),
        )
      );
    case "updateKey":
      return Object.keys(body).every((field) =>
        mayHaveBeen(keyRegister(keyId, field), answer[field]),
      );
    case "revokeKey":
      return mayHaveBeen(keyRegister(keyId, "revoked"), true);
    case "importKey":
      // Who imports a key that the account has changes nothing.
      return exchange.answered?.status === 200;
    default:
      return isReplayed;
  }
}

/** Events of no change that may have happened, or that do not fit it. */
function invented(
  events: readonly Json[],
  told: ReadonlyMap<string | undefined, Call>,
  changes: readonly Call[],
  trail: Listing,
): Violation[] {
  const brokenOff = changes.filter(({ exchange }) => !exchange.answered).length;
  const strangers = events.filter(({ request_id }) => !told.has(String(request_id)));
  const wrong = events.flatMap((event) => {
    const call = told.get(String(event.request_id));
    if (!call) return [];
    const fits =
      mayHaveChanged(call) &&
      call.exchange.startMs <= trail.endMs &&
      actions[call.operation]?.includes(String(event.action)) &&
      (event.key_id === null || call.keyId === "" || event.key_id === call.keyId);
    const message = `there is an event ${String(event.action)} of a request that made no such change`;
    return fits ? [] : [violation("I4", trail, message, [call.exchange])];
  });
  const unique = new Set(events.map(({ id }) => id)).size === events.length;
  return [
    ...wrong,
    ...(unique ? [] : [violation("I4", trail, "an event is listed twice", trail.pages)]),
    ...(strangers.length <= 2 * brokenOff
      ? []
      : [violation("I4", trail, "there is an event of no known request", trail.pages)]),
  ];
}

/** A change that surely came after another is told of later. */
function outOfOrder(
  events: readonly Json[],
  told: ReadonlyMap<string | undefined, Call>,
): Violation[] {
  const violations: Violation[] = [];
  let latest: Exchange | undefined;
  for (const { request_id } of events) {
    const exchange = told.get(String(request_id))?.exchange;
    if (!exchange) continue;
    if (latest && exchange.endMs < latest.startMs) {
      const message = "the trail has an earlier change after a later one";
      violations.push({ invariant: "I10", message, exchanges: [exchange, latest] });
    }
    if (!latest || exchange.startMs > latest.startMs) latest = exchange;
  }
  return violations;
}

/** What a read showed that no change overlapped and none followed until the trail was read. */
function shownAfter(keyId: string, calls: readonly Call[], trail: Listing): Json | undefined {
  const quiet = (call: Call) =>
    !calls.some(
      (change) =>
        mayHaveChanged(change) &&
        isOverlapping(change.exchange, {
          startMs: Math.min(call.exchange.startMs, trail.startMs),
          endMs: Math.max(call.exchange.endMs, trail.endMs),
        }),
    );
  return calls.findLast(
    (call) =>
      call.outcome === "done" &&
      (call.operation === "getKey" || call.operation === "getAccount") &&
      call.keyId === keyId &&
      quiet(call),
  )?.answer;
}

function violation(
  invariant: string,
  { accountId }: Listing,
  message: string,
  exchanges: readonly Exchange[],
): Violation {
  return { invariant, message: `trail of ${accountId}: ${message}`, exchanges };
}
