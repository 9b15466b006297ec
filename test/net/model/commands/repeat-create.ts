import fc from "fast-check";
import type { Oracle } from "../oracle.ts";
import { expectFields, expectStatus, type ModelCommand, type Session } from "../session.ts";

/** Asks once more for a key that was created, which makes no other key for a day. */
class RepeatCreate implements ModelCommand {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  check({ requests }: Readonly<Oracle>): boolean {
    return requests.length > 0;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const request = oracle.requests[this.index % oracle.requests.length];
    if (!request || request.untilMs.startMs <= session.nowMs) return;
    const { answer } = await session.change("POST", `${session.path}/keys`, {
      body: request.body,
      headers: { "idempotency-key": request.idempotencyKey },
    });
    expectStatus(answer, 200);
    expectFields(answer.json, { id: request.keyId, key: undefined });
    if (answer.headers.get("idempotency-replayed") !== "true")
      throw new Error("not marked as replayed");
  }

  toString(): string {
    return `repeat(create ${this.index})`;
  }
}

export const repeatCreateCommands = fc.nat({ max: 9 }).map((index) => new RepeatCreate(index));
