import { randomUUID } from "node:crypto";
import fc from "fast-check";
import type { Oracle, OracleKey } from "../oracle.ts";
import { OracleQuotas } from "../oracle-quotas.ts";
import { anyRules, applyRules, type Rules } from "../rules.ts";
import { expectStatus, type ModelCommand, type Session, shownTime } from "../session.ts";

const dayMs = 86_400_000;

/** Creates a key, unless the account has as many as it may have. */
class Create implements ModelCommand {
  readonly limit: number;
  readonly expiresInSeconds: number | undefined;
  readonly rules: Rules;

  constructor(limit: number, expiresInSeconds: number | undefined, rules: Rules) {
    this.rules = rules;
    this.limit = limit;
    this.expiresInSeconds = expiresInSeconds;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const expiresAtMs =
      this.expiresInSeconds === undefined
        ? undefined
        : (Math.floor(session.nowMs / 1000) + this.expiresInSeconds) * 1000;
    const body = {
      name: `Key ${oracle.keys.length}`,
      rate_limit_per_minute: this.limit,
      expires_at: shownTime(expiresAtMs) ?? null,
      ...this.rules,
    };
    const idempotencyKey = randomUUID();
    const headers = { "idempotency-key": idempotencyKey };
    const { answer, first, isRepeated } = await session.change("POST", `${session.path}/keys`, {
      body,
      headers,
    });
    if (oracle.isAtCap) return expectStatus(answer, 409);
    expectStatus(answer, 201, ...(isRepeated ? [200] : []));
    const id = String(answer.json.id);
    const key: OracleKey = {
      id,
      path: `${session.path}/keys/${id}`,
      secrets: [{ text: answer.json.key, untilMs: undefined }],
      name: body.name,
      isPaused: false,
      isRevoked: false,
      expiresAtMs,
      limit: this.limit,
      counted: [],
      lastRefusedMs: 0,
      scopes: null,
      allowedIps: null,
      quotas: new OracleQuotas(),
    };
    applyRules(key, this.rules);
    oracle.keys.push(key);
    const untilMs = { startMs: first.startMs + dayMs - 1_000, endMs: session.nowMs + dayMs };
    oracle.requests.push({ idempotencyKey, body, keyId: id, untilMs });
  }

  toString(): string {
    const expiry = `expires in ${this.expiresInSeconds ?? "no"} s`;
    return `create(limit ${this.limit}, ${expiry}, ${JSON.stringify(this.rules)})`;
  }
}

export const createCommands = fc
  .tuple(
    fc.integer({ min: 1, max: 8 }),
    fc.option(fc.constantFrom(20, 90, 7_200), { nil: undefined, freq: 4 }),
    fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, anyRules),
  )
  .map(([limit, expiresInSeconds, rules]) => new Create(limit, expiresInSeconds, rules));
