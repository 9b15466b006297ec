import fc from "fast-check";
import type { Oracle } from "../oracle.ts";
import {
  expectFields,
  expectStatus,
  type ModelCommand,
  type Session,
  shownTime,
} from "../session.ts";

/** Reads a key, which is as the oracle has it. */
class Read implements ModelCommand {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  check({ keys }: Readonly<Oracle>): boolean {
    return keys.length > 0;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const key = oracle.key(this.index);
    const { answer } = await session.change("GET", key.path);
    expectStatus(answer, 200);
    expectFields(answer.json, {
      id: key.id,
      account_id: session.accountId,
      name: key.name,
      rate_limit_per_minute: key.limit,
      is_active: !key.isPaused && !key.isRevoked,
      expires_at: shownTime(key.expiresAtMs),
      scopes: key.scopes,
      allowed_ips: key.allowedIps,
      quotas: key.quotas.values,
    });
  }

  toString(): string {
    return `read(key ${this.index})`;
  }
}

export const readCommands = fc.nat({ max: 9 }).map((index) => new Read(index));
