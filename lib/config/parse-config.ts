import type * as z from "zod";
import type { Settings } from "../../core/config/config.ts";
import { routeRules } from "../../core/config/route-rules.ts";
import { configSchema } from "./schema.ts";

/** The whole configuration, checked. */
export interface Configuration {
  /** The settings of functions, page, documentation and CLI. */
  readonly settings: Settings;
  readonly stages: Readonly<Record<string, StageConfig>>;
}

export type StageConfig = z.output<typeof configSchema>["stages"][string];

/** Says in one line what is wrong with the configuration, and where. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * @param source the name of the file, for messages
 * @throws ConfigError that names the path and the rule
 */
export function parseConfiguration(value: unknown, source: string): Configuration {
  const parsed = configSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new ConfigError(`${source}: ${wordsOf(parsed.error.issues)}`);
  const { stages, routes, ...settings } = parsed.data;
  return { settings: { ...settings, routes: routeRules(routes) }, stages };
}

/** @returns the path of the first issue and its rule */
export function wordsOf([issue]: readonly z.core.$ZodIssue[]): string {
  if (!issue) return "is not valid";
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return `${pathText([...path, ...issue.keys.slice(0, 1)])} is no field of the configuration`;
  }
  const isMissing = issue.code === "invalid_type" && issue.input === undefined;
  const message = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
  const rule = /^(must|are)\b/.test(message ?? "") ? message : "must be an object";
  return `${pathText(path)} ${isMissing && rule === "must be an object" ? "is missing" : rule}`;
}

/** `plans[1].name`, `routes["GET /v1/models"].cost` */
function pathText(path: readonly string[]): string {
  if (path.length === 0) return "the default export";
  return path
    .map((part) => {
      if (/^[0-9]+$/.test(part)) return `[${part}]`;
      return /^\w+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
    })
    .join("")
    .replace(/^\./, "");
}
