import { type Config, configOf, parseConfig } from "../../core/config/config.ts";
import { defaultSettings } from "../../core/config/default-settings.ts";
import type { ImportedKeys } from "../../core/key/imported-keys.ts";
import type { Deployment } from "./deployment.ts";

/** The settings that a deployment was made with; the defaults if only its address is known. */
export function configOfDeployment(deployment: Deployment | undefined): Config {
  const settings = deployment?.outputs.get("Settings");
  return settings === undefined ? configOf(defaultSettings) : parseConfig(settings);
}

export function importedKeysOf({ outputs }: Deployment): ImportedKeys {
  const text = outputs.get("ImportedKeys");
  return text === undefined ? "none" : JSON.parse(text);
}
