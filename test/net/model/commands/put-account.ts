import fc from "fast-check";
import type { Oracle } from "../oracle.ts";
import { expectFields, expectStatus, type ModelCommand, type Session } from "../session.ts";

/** Moves the account to a plan, or changes how many keys it may have. */
class PutAccount implements ModelCommand {
  readonly plan: string | undefined;
  readonly cap: number | undefined;

  constructor(plan: string | undefined, cap: number | undefined) {
    this.plan = plan;
    this.cap = cap;
  }

  check(): boolean {
    return true;
  }

  async run(oracle: Oracle, session: Session): Promise<void> {
    const plan = this.plan ?? oracle.plan;
    const body = { plan, ...(this.cap === undefined ? {} : { max_active_keys: this.cap }) };
    const { answer } = await session.change("PUT", session.path, { body });
    expectStatus(answer, 200);
    expectFields(answer.json, body);
    expectFields(answer.json.api_keys, { active: oracle.activeKeys.length });
    oracle.plan = plan;
    oracle.cap = this.cap ?? oracle.cap;
  }

  toString(): string {
    return `put(${this.plan ?? `at most ${this.cap} keys`})`;
  }
}

export const planCommands = fc
  .constantFrom("agency", "enterprise", "business", "pro", "free")
  .map((plan) => new PutAccount(plan, undefined));

export const capCommands = fc
  .integer({ min: 1, max: 6 })
  .map((cap) => new PutAccount(undefined, cap));
