import { type Plan, plans } from "../../../core/account/plan.ts";
import { Fields } from "./fields.ts";

export interface Account {
  readonly id: string;
  readonly name: string | undefined;
  readonly plan: Plan;
  readonly maxActiveKeys: number;
  /** Keys that are not revoked. */
  readonly activeKeys: number;
}

/** The limit of an account that does not exist yet: the product's default. */
export const usualMaxActiveKeys = 25;

/** @throws UnexpectedResponse */
export function parseAccount(value: unknown): Account {
  const fields = new Fields(value);
  return {
    id: fields.text("account_id"),
    name: fields.textOrNull("name"),
    plan: fields.choice("plan", plans),
    maxActiveKeys: fields.integer("max_active_keys"),
    activeKeys: fields.object("api_keys").integer("active"),
  };
}
