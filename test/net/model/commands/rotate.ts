import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { type Oracle, replaceSecret } from "../oracle.ts";
import { expectStatus, type ModelCommand, type Session } from "../session.ts";

/** Gives a key a new secret; the one before it is good until a grace period ends. */
class Rotate implements ModelCommand {
  readonly index: number;
  readonly graceSeconds: number;

  constructor(index: number, graceSeconds: number) {
    this.index = index;
    this.graceSeconds = graceSeconds;
  }

  check({ keys }: Readonly<Oracle>): boolean {
    return keys.length > 0;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const key = oracle.key(this.index);
    const { answer, first, isRepeated } = await session.change("POST", `${key.path}/rotate`, {
      body: { grace_period_seconds: this.graceSeconds },
      headers: { "idempotency-key": randomUUID() },
    });
    const mayBe = oracle.expiry(key, { startMs: first.startMs, endMs: session.nowMs });
    if (key.isRevoked || !mayBe.has("live")) return expectStatus(answer, 409);
    if (answer.status === 409 && mayBe.has("expired")) return;
    expectStatus(answer, 201, ...(isRepeated ? [200] : []));
    // Shown as long as it lasts; else it is over, whenever it began.
    const shown = answer.json.previous_secret?.expires_at;
    if (shown === undefined && this.graceSeconds > 0 && !isRepeated)
      throw new Error("no grace period");
    const untilMs = shown === undefined ? 0 : Date.parse(shown);
    if (untilMs > session.nowMs + this.graceSeconds * 1000)
      throw new Error("too long a grace period");
    if (shown !== undefined && untilMs < first.startMs + this.graceSeconds * 1000 - 1_000) {
      throw new Error("too short a grace period");
    }
    replaceSecret(key, answer.json.key, untilMs);
  }

  toString(): string {
    return `rotate(key ${this.index}, grace ${this.graceSeconds} s)`;
  }
}

export const rotateCommands = fc
  .tuple(fc.nat({ max: 9 }), fc.constantFrom(0, 0, 30, 3_600))
  .map(([index, graceSeconds]) => new Rotate(index, graceSeconds));
