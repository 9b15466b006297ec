import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Reads one value of the CDK context, such as what `-c stage=prod` gives. */
export type ReadContext = (name: string) => unknown;

/**
 * @returns undefined where the flag is not given
 * @throws Error in one line that names the flag
 */
export function textFrom(readContext: ReadContext, name: string): string | undefined {
  const value = readContext(name);
  if (value === undefined) return undefined;
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`-c ${name}=… must have a value`);
}

/**
 * The context of the user's own `~/.cdk.json`, which the CDK CLI mixes into that of every project.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export function userContext(directory = homedir()): Readonly<Record<string, unknown>> {
  try {
    const file: unknown = JSON.parse(readFileSync(join(directory, ".cdk.json"), "utf8"));
    const isObject = typeof file === "object" && file !== null && "context" in file;
    const context = isObject ? file.context : undefined;
    return typeof context === "object" && context !== null ? { ...context } : {};
  } catch {
    // No such file, as for most people; one that is not JSON the CDK CLI refuses by itself.
    return {};
  }
}

/** The context that was given to this project, without the user's own, which is for others too. */
export function flagsOf(
  context: Readonly<Record<string, unknown>>,
  user: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const isOwn = ([name, value]: [string, unknown]) =>
    !Object.hasOwn(user, name) || JSON.stringify(user[name]) !== JSON.stringify(value);
  return Object.fromEntries(Object.entries(context).filter(isOwn));
}
