import { StartError } from "../../start-error.ts";

/**
 * Selects the files of a deployment: all except those that a pattern excludes, unless a later pattern
 * includes them again. `*` stands for any characters, slashes too; `?` for one.
 *
 * @returns a predicate on paths relative to what is deployed
 * @see https://docs.aws.amazon.com/cli/latest/reference/s3/#use-of-exclude-and-include-filters
 */
export function fileFilter(
  exclude: readonly string[],
  include: readonly string[],
): (path: string) => boolean {
  const excluded = exclude.map(patternOf);
  const included = include.map(patternOf);
  const matches = (patterns: readonly RegExp[], path: string) =>
    patterns.some((pattern) => pattern.test(path));
  return (path) => matches(included, path) || !matches(excluded, path);
}

function patternOf(pattern: string): RegExp {
  if (/[[\]]/.test(pattern)) {
    throw new StartError(`A deployment filters by ${pattern}; sets of characters are not known.`);
  }
  const source = pattern.replace(/[$()+.\\^{|}]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source.replaceAll("?", ".")}$`, "s");
}
