import { configOf } from "../../core/config/config.ts";
import { defaultSettings } from "../../core/config/default-settings.ts";

/** The configuration of whoever configures nothing: the contract's values. */
export const contractConfig = configOf(defaultSettings);
export const contractPlans = contractConfig.plans;
/** The names of its plans. */
export const plans = contractPlans.names;
