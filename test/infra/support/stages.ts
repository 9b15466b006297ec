import latchkeyConfig from "../../../latchkey.config.ts";
import { parseConfiguration } from "../../../lib/config/parse-config.ts";
import { stageSettings } from "../../../lib/stages.ts";

/** The checkout's own configuration. */
export const configuration = parseConfiguration(latchkeyConfig, "latchkey.config.ts");
export const stageNames = Object.keys(configuration.stages);

/** Its settings for a stage. */
export function settingsOf(name: string) {
  const stage = configuration.stages[name];
  if (!stage) throw new Error(`there is no stage ${name}`);
  return stageSettings(stage);
}
