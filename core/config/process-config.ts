import { configOf } from "./config.ts";
import { settings } from "./process-settings.ts";

/** The configuration of this process. */
export const config = configOf(settings);
