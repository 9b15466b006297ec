import type { Plan } from "../../../core/account/plan.ts";
import { Fields } from "./fields.ts";

export interface Account {
  readonly id: string;
  readonly name: string | undefined;
  readonly plan: Plan;
  /** Whether all its keys are refused until an operator lifts that. */
  readonly isSuspended: boolean;
  readonly maxActiveKeys: number;
  /** Keys that are not revoked. */
  readonly activeKeys: number;
}

/** @throws UnexpectedResponse */
export function parseAccount(value: unknown): Account {
  const fields = new Fields(value);
  return {
    id: fields.text("account_id"),
    name: fields.textOrNull("name"),
    plan: fields.text("plan"),
    isSuspended: fields.flag("is_suspended"),
    maxActiveKeys: fields.integer("max_active_keys"),
    activeKeys: fields.object("api_keys").integer("active"),
  };
}
