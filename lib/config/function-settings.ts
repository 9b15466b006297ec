import type { FunctionSettings, Settings } from "../../core/config/config.ts";

/**
 * The settings as functions get them: of the scopes only the names, and nothing of the product's look,
 * as their environment is small.
 */
export function functionSettingsOf(settings: Settings): FunctionSettings {
  const names = Object.keys(settings.scopes).map((name) => [name, {}]);
  const { name, supportUrl, upgradeUrl } = settings.product;
  return {
    ...settings,
    product: { name, supportUrl, upgradeUrl },
    scopes: Object.fromEntries(names),
  };
}
