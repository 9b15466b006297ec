import { configOf, configVariable, parseConfig } from "./config.ts";
import { defaultSettings } from "./default-settings.ts";

const json = process.env[configVariable];

/**
 * The configuration of this process, read once.
 *
 * A deployed function always has settings, and the defaults would only lengthen its start: the
 * bundler leaves them out (lib/bundles.ts).
 */
export const config = process.env.LATCHKEY_BUNDLED
  ? parseConfig(json ?? "")
  : json === undefined
    ? configOf(defaultSettings)
    : parseConfig(json);
