import { BlockList, isIP } from "node:net";
import { eligiblePlans, recoveryMs, staleRefusalMs } from "./contract.ts";
import { type History, type Interval, isOverlapping, type Violation } from "./exchange.ts";
import {
  accountRegister,
  anything,
  keyRegister,
  type Registers,
  registersOf,
  type Write,
} from "./registers.ts";
import { type ForbiddenReason, type Use, usesOf, type Verdict } from "./uses.ts";

/**
 * I2: a request is judged by the state that was made before it began, or is made while it runs. It
 * goes both ways: a revoked key is not admitted, a good one is not refused.
 */
export function checkVerdicts(history: History): Violation[] {
  const registers = registersOf(history);
  const accounts = new Map<string, string>();
  for (const { answer } of registers.calls) {
    if (answer.object === "api_key") accounts.set(String(answer.id), String(answer.account_id));
  }
  return usesOf(history).flatMap((use) => {
    const allowed = allowedVerdicts(use, accounts.get(use.keyId) ?? "", registers, history);
    const verdict = use.reason ?? use.verdict;
    if (verdict === "none" || allowed.has(verdict)) return [];
    const message = `a use of key ${use.keyId} was ${verdict}; it may have been ${[...allowed].join(", ")}`;
    const invariant = use.verdict === "unavailable" ? "availability" : "I2";
    return [{ invariant, message, exchanges: [use.call.exchange] }];
  });
}

/** Why each demand on a key may have been met, and may not have been. */
interface Demand {
  readonly reason: ForbiddenReason;
  readonly isMaybeMet: boolean;
  readonly isMaybeUnmet: boolean;
}

function allowedVerdicts(
  use: Use,
  accountId: string,
  registers: Registers,
  { disturbances }: History,
): Set<Verdict | ForbiddenReason> {
  const now = { startMs: use.startMs, endMs: use.endMs };
  const lately = { startMs: use.startMs - staleRefusalMs, endMs: use.endMs };
  const isDisturbed = disturbances.some(({ startMs, endMs }) =>
    isOverlapping(now, { startMs, endMs: endMs + recoveryMs }),
  );
  const isLive = mayBeLive(use, now, registers);
  const demands = demandsOn(use, accountId, now, registers);
  const isAllowed = (all: readonly Demand[]) => all.every(({ isMaybeMet }) => isMaybeMet);
  const mayHaveQuota = registers.may(keyRegister(use.keyId, "quotas"), now, Boolean);
  const mayBeFull =
    mayBeLive(use, lately, registers) && isAllowed(demandsOn(use, accountId, lately, registers));
  const forbidden = demands.filter(
    ({ isMaybeUnmet }, index) => isLive && isMaybeUnmet && isAllowed(demands.slice(0, index)),
  );
  return new Set<Verdict | ForbiddenReason>([
    ...(isLive && isAllowed(demands) ? (["admitted"] as const) : []),
    ...(isLive && isAllowed(demands) && mayHaveQuota ? (["over-quota"] as const) : []),
    ...forbidden.map(({ reason }) => reason),
    ...(mayBeFull ? (["limited"] as const) : []),
    ...(mayBeDead(use, now, registers) ? (["invalid"] as const) : []),
    ...(isDisturbed ? (["unavailable"] as const) : []),
  ]);
}

/** The demands on a live key, in the order in which the contract asks. */
function demandsOn(use: Use, accountId: string, at: Interval, registers: Registers): Demand[] {
  const ofKey = (field: string) => keyRegister(use.keyId, field);
  const ofAccount = (field: string) => accountRegister(accountId, field);
  const demand = (
    reason: ForbiddenReason,
    register: string,
    isMet: (value: unknown) => boolean,
  ): Demand => ({
    reason,
    isMaybeMet: registers.may(register, at, isMet),
    isMaybeUnmet: registers.may(register, at, (value) => !isMet(value)),
  });
  const limit = demand("cost", ofKey("rate_limit_per_minute"), (most) => use.cost <= Number(most));
  const quotas = demand("cost", ofKey("quotas"), (value) => isPayable(use.cost, value));
  return [
    demand("suspended", ofAccount("is_suspended"), (isSuspended) => isSuspended !== true),
    demand("plan", ofAccount("plan"), (plan) => eligiblePlans.includes(plan)),
    demand("address", ofKey("allowed_ips"), (list) => isOnList(use.address, list)),
    demand("scope", ofKey("scopes"), (scopes) => isInScope(use.scope, scopes)),
    {
      reason: "cost",
      isMaybeMet: limit.isMaybeMet && quotas.isMaybeMet,
      isMaybeUnmet: limit.isMaybeUnmet || quotas.isMaybeUnmet,
    },
  ];
}

export function isPayable(cost: number, quotas: unknown): boolean {
  return Object.values(Object(quotas ?? {})).every((quota) => cost <= Number(quota));
}

export function isInScope(wanted: string | undefined, scopes: unknown): boolean {
  return wanted === undefined || !Array.isArray(scopes) || scopes.includes(wanted);
}

/** A list lets nobody in whose address is not known. */
export function isOnList(address: string | undefined, list: unknown): boolean {
  if (!Array.isArray(list)) return true;
  if (address === undefined) return false;
  const blocks = new BlockList();
  for (const entry of list) {
    const [base = "", bits] = String(entry).split("/");
    const family = isIP(base) === 6 ? "ipv6" : "ipv4";
    blocks.addSubnet(base, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return blocks.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** By how much the clock that judged a request may be off. */
function lagOf({ startMs, clock }: Use): number {
  return startMs - clock.startMs;
}

function mayBeLive(use: Use, at: Interval, registers: Registers): boolean {
  const register = (field: string) => keyRegister(use.keyId, field);
  return (
    registers.may(register("revoked"), at, (value) => value === false) &&
    registers.may(register("is_active"), at, (value) => value === true) &&
    registers.may(register("expires_at"), at, (value) => !isPast(value, at.startMs - lagOf(use))) &&
    (registers.may(register("secret"), at, (value) => value === use.secret) ||
      graces(use, at, registers).some(({ untilMs }) => untilMs.latest >= at.startMs - lagOf(use)))
  );
}

function mayBeDead(use: Use, at: Interval, registers: Registers): boolean {
  const register = (field: string) => keyRegister(use.keyId, field);
  return (
    registers.may(register("revoked"), at, (value) => value === true) ||
    registers.may(register("is_active"), at, (value) => value === false) ||
    registers.may(register("expires_at"), at, (value) => isPast(value, at.endMs + lagOf(use))) ||
    isSecretMaybeReplaced(use, at, registers)
  );
}

/** Whether a rotation may have replaced the secret, with no grace that surely holds. */
function isSecretMaybeReplaced(use: Use, at: Interval, registers: Registers): boolean {
  const others = registers
    .possible(keyRegister(use.keyId, "secret"), at)
    .filter(({ value }) => value !== use.secret);
  const surelyInGrace = graces(use, at, registers)
    .filter(({ isSure, untilMs }) => isSure && untilMs.earliest > at.endMs + lagOf(use))
    .map(({ rotation }) => rotation);
  return others.some((other) => !surelyInGrace.includes(other));
}

interface Grace {
  readonly rotation: Write;
  readonly untilMs: { readonly earliest: number; readonly latest: number };
  /** Whether the rotation surely came right after this secret. */
  readonly isSure: boolean;
}

/** The rotations that may be the latest, and may have left this secret its grace period. */
function graces(use: Use, at: Interval, registers: Registers): Grace[] {
  const name = keyRegister(use.keyId, "secret");
  return registers
    .possible(name, at)
    .filter(({ call }) => call.operation === "rotateKey")
    .flatMap((rotation) => {
      const before = registers.possible(name, rotation).filter((write) => write !== rotation);
      if (!before.some(({ value }) => value === use.secret || value === anything)) return [];
      const isSure = before.every(({ value }) => value === use.secret) && rotation.isCertain;
      return [{ rotation, untilMs: graceOf(rotation), isSure }];
    });
}

/** The second is in the answer, if there is one. */
function graceOf({ call, startMs, endMs }: Write): Grace["untilMs"] {
  const shown = call.answer.previous_secret;
  if (typeof shown === "object" && shown !== null && "expires_at" in shown) {
    const untilMs = Date.parse(String(shown.expires_at));
    return { earliest: untilMs, latest: untilMs };
  }
  const asked = call.body.grace_period_seconds;
  const graceMs = (typeof asked === "number" ? asked : 0) * 1000;
  if (graceMs === 0) return { earliest: 0, latest: 0 };
  return { earliest: startMs + graceMs - 1_000, latest: endMs + graceMs };
}

function isPast(expiresAt: unknown, atMs: number): boolean {
  return typeof expiresAt === "string" && Date.parse(expiresAt) <= atMs;
}
