import { type Call, callsOf, type Json } from "./calls.ts";
import type { History, Interval } from "./exchange.ts";

/** Matches every value: that of a write whose value cannot be told. */
export const anything = Symbol("anything");

/** A value that a field was given at some moment of an interval. */
export interface Write extends Interval {
  readonly call: Call;
  readonly value: unknown;
  /** Whether it surely happened; if not, it may have. */
  readonly isCertain: boolean;
}

/** The fields of keys and accounts as registers: everything that was ever written to each. */
export class Registers {
  readonly calls: readonly Call[];
  readonly #writes = new Map<string, Write[]>();

  constructor(history: History) {
    this.calls = callsOf(history);
    for (const [name, write] of this.calls.flatMap((call) => writesOf(call, this.calls))) {
      const writes = this.#writes.get(name);
      if (writes) writes.push(write);
      else this.#writes.set(name, [write]);
    }
  }

  /**
   * The writes that a reader at some moment of the interval may have seen the value of: begun by
   * then, and not surely overwritten before. What answered 503 may have happened or not, but not
   * after its answer.
   */
  possible(name: string, { startMs, endMs }: Interval): Write[] {
    const writes = this.#writes.get(name) ?? [];
    const begun = writes.filter((write) => write.startMs <= endMs);
    const last = Math.max(
      ...begun.filter((one) => one.isCertain && one.endMs < startMs).map((one) => one.startMs),
    );
    return begun.filter((write) => write.endMs >= last);
  }

  /** Whether the field may have a value that passes; also where nothing is known of it. */
  may(name: string, interval: Interval, test: (value: unknown) => boolean): boolean {
    const possible = this.possible(name, interval);
    return possible.length === 0 || possible.some(({ value }) => value === anything || test(value));
  }

  /** The numbers that a field may have; undefined where it may be any. */
  numbers(name: string, interval: Interval): number[] | undefined {
    const values = this.possible(name, interval).map(({ value }) => value);
    const numbers = values.filter((value) => typeof value === "number");
    return numbers.length === values.length && numbers.length > 0 ? numbers : undefined;
  }
}

/** Fields that a change names and an answer shows under the same name. */
export const keyFields = [
  "name",
  "environment",
  "rate_limit_per_minute",
  "is_active",
  "expires_at",
  "scopes",
  "allowed_ips",
  "quotas",
];
export const accountFields = ["plan", "name", "max_active_keys", "is_suspended"];

const registers = new WeakMap<History, Registers>();

export function registersOf(history: History): Registers {
  const known = registers.get(history) ?? new Registers(history);
  registers.set(history, known);
  return known;
}

export function keyRegister(keyId: string, field: string): string {
  return `key ${keyId} ${field}`;
}

export function accountRegister(accountId: string, field: string): string {
  return `account ${accountId} ${field}`;
}

/** A request that broke off may go on for as long as a function may run. */
const longestRunMs = 30_000;

function writesOf(call: Call, calls: readonly Call[]): [string, Write][] {
  const { exchange, outcome, keyId, accountId, operation } = call;
  if (outcome === "refused") return [];
  const endMs = exchange.endMs + (exchange.answered ? 0 : longestRunMs);
  const write = (value: unknown, startMs = exchange.startMs): Write => {
    return { call, value, isCertain: outcome === "done", startMs, endMs };
  };
  const keyWrites = (values: Json, startMs?: number): [string, Write][] =>
    Object.entries(values).map(([field, value]) => [
      keyRegister(keyId, field),
      write(value, startMs),
    ]);
  switch (operation) {
    case "putAccount": {
      const told = exchange.answered?.status === 201 ? accountFields : Object.keys(call.body);
      const values = valuesAfter(call, told);
      return Object.entries(values).map(([field, value]) => [
        accountRegister(accountId, field),
        write(value),
      ]);
    }
    case "createKey":
    case "importKey":
      if (outcome === "unknown") return [];
      return call.isReplayed
        ? keyWrites(unknownKey(), firstAttempt(call, calls))
        : keyWrites({ ...valuesAfter(call, keyFields), revoked: false, secret: exchange.id });
    case "updateKey":
      return keyWrites(valuesAfter(call, Object.keys(call.body)));
    case "revokeKey":
      return keyWrites({ is_active: false, revoked: true });
    case "rotateKey":
      return call.isReplayed
        ? []
        : keyWrites({ secret: outcome === "done" ? exchange.id : anything });
    default:
      return [];
  }
}

/** A key whose making nobody saw: its answer got lost, and the replay shows it as it is now. */
function unknownKey(): Json {
  const fields = [...keyFields, "revoked", "secret"].map((field) => [field, anything]);
  return Object.fromEntries(fields);
}

function firstAttempt({ idempotencyKey, accountId, exchange }: Call, calls: readonly Call[]) {
  const same = calls.filter(
    (one) => one.idempotencyKey === idempotencyKey && one.accountId === accountId,
  );
  return Math.min(exchange.startMs, ...same.map((one) => one.exchange.startMs));
}

/** What the answer shows, or if there is none, what was asked for in the form that answers have. */
function valuesAfter({ answer, body, outcome }: Call, fields: readonly string[]): Json {
  const value = (field: string) =>
    outcome === "done" ? answer[field] : asShown(field, body[field]);
  return Object.fromEntries(fields.map((field) => [field, value(field)]));
}

function asShown(field: string, value: unknown): unknown {
  if (field === "name" && typeof value === "string") return value.trim();
  if (field !== "expires_at" || typeof value !== "string") return value;
  return `${new Date(Date.parse(value)).toISOString().slice(0, 19)}Z`;
}
