import type { PublicError } from "../api-errors.ts";
import { errors } from "../errors.ts";
import type { Config } from "./config.ts";

/** The error for a key whose account's plan is not eligible, in the owner's words. */
export function planRefusalOf({ planRefusal }: Pick<Config, "planRefusal">): PublicError {
  return { ...errors.ineligiblePlan, message: planRefusal };
}
