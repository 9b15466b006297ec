import type { FunctionSettings, Settings } from "../../core/config/config.ts";

/** The settings as functions get them: of the scopes only the names, as their environment is small. */
export function functionSettingsOf(settings: Settings): FunctionSettings {
  const names = Object.keys(settings.scopes).map((name) => [name, {}]);
  return { ...settings, scopes: Object.fromEntries(names) };
}
