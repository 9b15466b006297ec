import fc from "fast-check";
import type { Oracle } from "../oracle.ts";
import { expectFields, expectStatus, type ModelCommand, type Session } from "../session.ts";

/** Ends a key for good; asked again, the answer is the same. */
class Revoke implements ModelCommand {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }

  check({ keys }: Readonly<Oracle>): boolean {
    return keys.length > 0;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const key = oracle.key(this.index);
    const { answer } = await session.change("DELETE", key.path);
    expectStatus(answer, 200);
    expectFields(answer.json, { id: key.id, is_active: false });
    if (answer.json.revoked_at === null) throw new Error("it is not shown as revoked");
    key.isRevoked = true;
  }

  toString(): string {
    return `revoke(key ${this.index})`;
  }
}

export const revokeCommands = fc.nat({ max: 9 }).map((index) => new Revoke(index));
