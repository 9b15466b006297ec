export interface Query {
  /** The last value of each parameter. */
  readonly single: Readonly<Record<string, string>> | null;
  readonly multi: Readonly<Record<string, string[]>> | null;
}

/**
 * Parses a query as API Gateway hands it to functions: decoded, `+` as a space, names
 * case-sensitive, a semicolon splitting as an ampersand does, and null where there is nothing.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function parseQuery(query: string): Query {
  const multi = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query.replaceAll(";", "&"))) {
    multi.set(name, [...(multi.get(name) ?? []), value]);
  }
  if (multi.size === 0) return { single: null, multi: null };
  const last = [...multi].map(([name, values]) => [name, values.at(-1) ?? ""]);
  return { single: Object.fromEntries(last), multi: Object.fromEntries(multi) };
}

/** "Plain text pipe character and curly brace characters are not supported." */
export function hasUnsupportedCharacter(query: string): boolean {
  return /[|{}]/.test(query);
}
