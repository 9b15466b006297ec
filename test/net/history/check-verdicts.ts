import { eligiblePlans, recoveryMs, scopeOfPath, staleRefusalMs } from "./contract.ts";
import { type History, type Interval, isOverlapping, type Violation } from "./exchange.ts";
import {
  accountRegister,
  anything,
  keyRegister,
  type Registers,
  registersOf,
  type Write,
} from "./registers.ts";
import { type Use, usesOf, type Verdict } from "./uses.ts";

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
    if (use.verdict === "none" || allowed.has(use.verdict)) return [];
    const message = `a use of key ${use.keyId} was ${use.verdict}; it may have been ${[...allowed].join(", ")}`;
    const invariant = use.verdict === "unavailable" ? "availability" : "I2";
    return [{ invariant, message, exchanges: [use.call.exchange] }];
  });
}

function allowedVerdicts(
  use: Use,
  accountId: string,
  registers: Registers,
  { disturbances }: History,
): Set<Verdict> {
  const now = { startMs: use.startMs, endMs: use.endMs };
  const lately = { startMs: use.startMs - staleRefusalMs, endMs: use.endMs };
  const isDisturbed = disturbances.some(({ startMs, endMs }) =>
    isOverlapping(now, { startMs, endMs: endMs + recoveryMs }),
  );
  const plan = accountRegister(accountId, "plan");
  const isEligible = (value: unknown) => eligiblePlans.includes(value);
  const mayBeEligible = (at: Interval) => registers.may(plan, at, isEligible);
  const scopes = keyRegister(use.keyId, "scopes");
  const wanted = wantedScope(use);
  const lacks = (value: unknown) => Array.isArray(value) && !value.includes(wanted);
  const mayHaveScope = !wanted || registers.may(scopes, now, (value) => !lacks(value));
  const mayLackScope = wanted !== null && registers.may(scopes, now, lacks);
  const mayHaveQuota = registers.may(keyRegister(use.keyId, "quotas"), now, Boolean);
  const mayBeAllowed = mayBeLive(use, now, registers) && mayBeEligible(now) && mayHaveScope;
  return new Set<Verdict>([
    ...(mayBeAllowed ? (["admitted"] as const) : []),
    ...(mayBeAllowed && mayHaveQuota ? (["over-quota"] as const) : []),
    ...(mayBeLive(use, now, registers) && mayLackScope ? (["ineligible"] as const) : []),
    ...(mayBeLive(use, lately, registers) && mayBeEligible(lately) ? (["limited"] as const) : []),
    ...(mayBeLive(use, now, registers) && registers.may(plan, now, (value) => !isEligible(value))
      ? (["ineligible"] as const)
      : []),
    ...(mayBeDead(use, now, registers) ? (["invalid"] as const) : []),
    ...(isDisturbed ? (["unavailable"] as const) : []),
  ]);
}

function wantedScope({ call }: Use): string | null {
  const { pathname } = new URL(call.exchange.asked.target, "http://localhost");
  return scopeOfPath[pathname] ?? call.query.get("scope");
}

function mayBeLive(use: Use, at: Interval, registers: Registers): boolean {
  const register = (field: string) => keyRegister(use.keyId, field);
  return (
    registers.may(register("revoked"), at, (value) => value === false) &&
    registers.may(register("is_active"), at, (value) => value === true) &&
    registers.may(register("expires_at"), at, (value) => !isPast(value, at.startMs)) &&
    (registers.may(register("secret"), at, (value) => value === use.secret) ||
      graces(use, at, registers).some(({ untilMs }) => untilMs.latest >= at.startMs))
  );
}

function mayBeDead(use: Use, at: Interval, registers: Registers): boolean {
  const register = (field: string) => keyRegister(use.keyId, field);
  return (
    registers.may(register("revoked"), at, (value) => value === true) ||
    registers.may(register("is_active"), at, (value) => value === false) ||
    registers.may(register("expires_at"), at, (value) => isPast(value, at.endMs)) ||
    isSecretMaybeReplaced(use, at, registers)
  );
}

/** Whether a rotation may have replaced the secret, with no grace that surely holds. */
function isSecretMaybeReplaced(use: Use, at: Interval, registers: Registers): boolean {
  const others = registers
    .possible(keyRegister(use.keyId, "secret"), at)
    .filter(({ value }) => value !== use.secret);
  const surelyInGrace = graces(use, at, registers)
    .filter(({ isSure, untilMs }) => isSure && untilMs.earliest > at.endMs)
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
