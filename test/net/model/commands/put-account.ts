import fc from "fast-check";
import type { Oracle } from "../oracle.ts";
import { expectFields, expectStatus, type ModelCommand, type Session } from "../session.ts";

interface Fields {
  readonly plan?: string;
  readonly max_active_keys?: number;
  readonly is_suspended?: boolean;
}

/** Moves the account to a plan, suspends it or lifts that, or changes how many keys it may have. */
class PutAccount implements ModelCommand {
  readonly fields: Fields;

  constructor(fields: Fields) {
    this.fields = fields;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const body = this.fields;
    const { answer } = await session.change("PUT", session.path, { body });
    expectStatus(answer, 200);
    expectFields(answer.json, body);
    expectFields(answer.json.api_keys, { active: oracle.activeKeys.length });
    oracle.plan = body.plan ?? oracle.plan;
    oracle.cap = body.max_active_keys ?? oracle.cap;
    oracle.isSuspended = body.is_suspended ?? oracle.isSuspended;
  }

  toString(): string {
    return `put(${JSON.stringify(this.fields)})`;
  }
}

export const planCommands = fc
  .constantFrom("agency", "enterprise", "business", "pro", "free")
  .map((plan) => new PutAccount({ plan }));

export const capCommands = fc
  .integer({ min: 1, max: 6 })
  .map((cap) => new PutAccount({ max_active_keys: cap }));

/** More often lifted than imposed, so that most requests are judged by more than that. */
export const suspensionCommands = fc
  .constantFrom(true, false, false)
  .map((isSuspended) => new PutAccount({ is_suspended: isSuspended }));
