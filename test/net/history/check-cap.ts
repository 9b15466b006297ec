import { type Call, callsOf } from "./calls.ts";
import type { History, Violation } from "./exchange.ts";
import { accountRegister, type Registers, registersOf } from "./registers.ts";

/** I5: the active keys of an account never pass its cap, and a key is refused only at the cap. */
export function checkCap(history: History): Violation[] {
  const registers = registersOf(history);
  const byAccount = new Map<string, Call[]>();
  for (const call of callsOf(history)) {
    byAccount.set(call.accountId, [...(byAccount.get(call.accountId) ?? []), call]);
  }
  return [...byAccount.values()].flatMap((calls) => [
    ...excesses(calls, registers),
    ...needlessRefusals(calls, registers),
  ]);
}

function excesses(calls: readonly Call[], registers: Registers): Violation[] {
  const made = calls.filter((call) => isMaking(call) && call.exchange.answered?.status === 201);
  return made.flatMap(({ exchange: { endMs }, accountId }) => {
    const active = made.filter(
      ({ exchange, keyId }) =>
        exchange.endMs <= endMs &&
        !calls.some((one) => isRevocation(one, keyId) && one.exchange.startMs <= endMs),
    );
    // The last of them was made when the others were active, under a cap of that time.
    const startMs = Math.max(...active.map(({ exchange }) => exchange.startMs));
    const caps = registers.numbers(accountRegister(accountId, "max_active_keys"), {
      startMs,
      endMs,
    });
    if (!caps || active.length <= Math.max(...caps)) return [];
    const message = `${accountId} has ${active.length} active keys, at most ${Math.max(...caps)} are allowed`;
    return [{ invariant: "I5", message, exchanges: active.map(({ exchange }) => exchange) }];
  });
}

function needlessRefusals(calls: readonly Call[], registers: Registers): Violation[] {
  return calls.filter(isRefusedAtCap).flatMap(({ exchange, accountId, idempotencyKey }) => {
    const { startMs, endMs } = exchange;
    // Whoever asks again is not refused for what was made of the same request.
    const isOther = (call: Call) =>
      idempotencyKey === undefined || call.idempotencyKey !== idempotencyKey;
    const possible = calls.filter(
      (call) =>
        isMaking(call) &&
        isOther(call) &&
        call.outcome !== "refused" &&
        !call.isReplayed &&
        call.exchange.startMs <= endMs &&
        !calls.some((one) => isSurelyRevoked(one, call.keyId, startMs)),
    );
    const caps = registers.numbers(accountRegister(accountId, "max_active_keys"), exchange);
    if (!caps || possible.length >= Math.min(...caps)) return [];
    const message = `${accountId} was refused a key with at most ${possible.length} of ${Math.min(...caps)} active`;
    return [{ invariant: "I5", message, exchanges: [exchange] }];
  });
}

function isMaking({ operation }: Call): boolean {
  return operation === "createKey" || operation === "importKey";
}

function isRefusedAtCap(call: Call): boolean {
  const { exchange, answer } = call;
  return (
    isMaking(call) &&
    exchange.answered?.status === 409 &&
    answer.error === "Active key limit reached"
  );
}

function isRevocation({ operation, keyId, outcome }: Call, revoked: string): boolean {
  return operation === "revokeKey" && keyId === revoked && outcome !== "refused";
}

function isSurelyRevoked(call: Call, keyId: string, beforeMs: number): boolean {
  return isRevocation(call, keyId) && call.outcome === "done" && call.exchange.endMs < beforeMs;
}
