import { type PlanRules, type Plans, plansOf } from "../account/plan.ts";
import type { ImportedKeys } from "../key/imported-keys.ts";

/** The owner's decisions about the product, as functions, page and CLI get them at run time. */
export interface Settings {
  readonly product: {
    readonly name: string;
    /** Where people ask for help. */
    readonly supportUrl?: string | undefined;
    /** Where people change their plan. */
    readonly upgradeUrl?: string | undefined;
  };
  /** The prefix of every key. */
  readonly keyPrefix: string;
  readonly plans: readonly PlanRules[];
  /** The API's answer to keys whose account's plan is not eligible. */
  readonly planRefusal: string;
}

/** The settings of a function, whose stage also says which imported keys it takes. */
export interface FunctionSettings extends Settings {
  readonly importedKeys?: ImportedKeys | undefined;
}

export interface Config extends Omit<FunctionSettings, "plans" | "importedKeys"> {
  readonly plans: Plans;
  readonly importedKeys: ImportedKeys;
}

/** The environment variable with the settings of a function. */
export const configVariable = "LATCHKEY_CONFIG";

export function configOf(settings: FunctionSettings): Config {
  return {
    ...settings,
    plans: plansOf(settings.plans),
    importedKeys: settings.importedKeys ?? "none",
  };
}

/** Reads settings as the page and the stack's output have them. Synthesis has validated them (lib/config). */
export function parseConfig(json: string): Config {
  return configOf(JSON.parse(json));
}
