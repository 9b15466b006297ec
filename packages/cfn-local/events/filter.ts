import { StartError } from "../start-error.ts";

/** Whether a record passes. */
export type Filter = (record: unknown) => boolean;

type Rule = (value: unknown) => boolean;

/**
 * Reads the filter criteria of an event source mapping: exact values and prefixes, at any depth.
 * A record passes if one of the patterns fits; without patterns every record does.
 *
 * @param where the mapping, for messages
 * @throws StartError for a rule of another kind
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function readFilter(patterns: readonly string[], where: string): Filter {
  const rules = patterns.map((pattern) => readPattern(JSON.parse(pattern), where));
  return (record) => rules.length === 0 || rules.some((rule) => rule(record));
}

function readPattern(pattern: unknown, where: string): Rule {
  if (Array.isArray(pattern)) {
    const choices = pattern.map((choice) => readChoice(choice, where));
    return (value) => choices.some((choice) => choice(value));
  }
  if (!isRecord(pattern)) throw unsupported(pattern, where);
  const fields = Object.entries(pattern).map(
    ([name, below]) => [name, readPattern(below, where)] as const,
  );
  return (value) => isRecord(value) && fields.every(([name, rule]) => rule(value[name]));
}

function readChoice(choice: unknown, where: string): Rule {
  if (typeof choice !== "object" || choice === null) return (value) => value === choice;
  const [[name, text] = [], ...others] = Object.entries(choice);
  if (name !== "prefix" || typeof text !== "string" || others.length > 0) {
    throw unsupported(choice, where);
  }
  return (value) => typeof value === "string" && value.startsWith(text);
}

function unsupported(part: unknown, where: string): StartError {
  return new StartError(
    `${where} filters by ${JSON.stringify(part)}, which the local gateway does not know (packages/cfn-local/events/filter.ts).`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
