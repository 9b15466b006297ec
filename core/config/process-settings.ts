import { configVariable, type FunctionSettings } from "./config.ts";
import { defaultSettings } from "./default-settings.ts";

const json = process.env[configVariable];

/**
 * The settings of this process, read once. Synthesis has validated them (lib/config): checking them
 * again would cost every cold start.
 *
 * A deployed function always has settings, and the defaults would only lengthen its start: the
 * bundler leaves them out (lib/bundles.ts).
 */
export const settings: FunctionSettings =
  json === undefined && !process.env.LATCHKEY_BUNDLED ? defaultSettings : JSON.parse(json ?? "");
