import { type PlanRules, type Plans, plansOf } from "../account/plan.ts";
import type { ImportedKeys } from "../key/imported-keys.ts";
import type { RouteRules } from "./route-rules.ts";

/** What people read of a scope. */
export interface ScopeText {
  readonly label: string;
  readonly description: string;
}

/** How the product presents itself. */
export interface Product {
  readonly name: string;
  /** The link for getting help. */
  readonly supportUrl?: string | undefined;
  /** The link for changing one's plan. */
  readonly upgradeUrl?: string | undefined;
  /** The text of an SVG image; for the settings page in a browser, its address. */
  readonly logo?: string | undefined;
  /** The colour of links and buttons in either scheme, such as `#3a45c9`. */
  readonly accent?: { readonly light: string; readonly dark: string } | undefined;
}

/** Revoke a leaked key for good, or pause it until an operator resumes it. */
export type LeakResponse = "revoke" | "pause";

/** The `subject` of `paused_by` at a key that a report of a leak has paused. */
export const leakReporterSubject = "leak-report";

/** The owner's decisions about the product, as functions, page and CLI get them at run time. */
export interface Settings {
  readonly product: Product;
  /** The prefix of every key. */
  readonly keyPrefix: string;
  readonly plans: readonly PlanRules[];
  /** The API's answer to keys whose account's plan is not eligible. */
  readonly planRefusal: string;
  /** The effect of a leak report on its key. */
  readonly leaks: LeakResponse;
  /** By name, the scopes that a key may have. */
  readonly scopes: Readonly<Record<string, ScopeText>>;
  /** By `METHOD /path`, the rules of the routes that have any. */
  readonly routes: Readonly<Record<string, RouteRules>>;
}

/** The settings of a function, with what its stage says. */
export interface FunctionSettings extends Omit<Settings, "scopes"> {
  /** Deployed functions get the names alone: their environment is small. */
  readonly scopes: Readonly<Record<string, Partial<ScopeText>>>;
  readonly importedKeys?: ImportedKeys | undefined;
  /** Addresses and CIDR blocks whose servers may say for which address they ask. Only the authorizer gets them. */
  readonly verifyFrom?: readonly string[] | undefined;
  /** False for an API that has no verify endpoint: that path is a route like any other there. */
  readonly answersVerify?: boolean | undefined;
}

export interface Config
  extends Omit<FunctionSettings, "plans" | "importedKeys" | "verifyFrom" | "answersVerify"> {
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
