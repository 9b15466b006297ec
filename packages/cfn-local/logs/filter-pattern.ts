import { StartError } from "../start-error.ts";

/** Whether a filter pattern matches a log event's message. */
export type FilterPattern = (message: string) => boolean;

/*
 * The part of the syntax for JSON log events that is understood here: `=` and `!=` of a property and a
 * text or number, `*` within texts, `&&`, `||` and parentheses; a phrase in quotes, which matches what
 * contains it; and the empty pattern, which matches everything. A property that a message lacks matches neither `=` nor `!=`.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

type Json = unknown;
type Condition = (message: Json) => boolean;

const token =
  /\s*(?:(?<selector>\$(?:\.\w+)+)|(?<operator>!=|=|&&|\|\||\(|\))|"(?<text>[^"]*)"|(?<number>-?\d+(?:\.\d+)?)(?![\w.]))/y;

/** @throws StartError if the pattern uses more of the syntax than is understood */
export function parseFilterPattern(pattern: string): FilterPattern {
  if (pattern.trim() === "") return () => true;
  const [, phrase] = /^\s*"([^"]+)"\s*$/.exec(pattern) ?? [];
  if (phrase !== undefined) return (message) => message.includes(phrase);
  const body = /^\s*\{(.*)\}\s*$/s.exec(pattern)?.[1];
  if (body === undefined) throw unsupported(pattern);
  const reader = new TokenReader(tokensOf(body, pattern), pattern);
  const condition = reader.readAny();
  reader.requireEnd();
  return (message) => {
    const parsed = parseJson(message);
    return parsed !== undefined && condition(parsed);
  };
}

interface Token {
  readonly kind: string;
  readonly value: string;
}

function tokensOf(body: string, pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; body.slice(at).trim() !== ""; ) {
    token.lastIndex = at;
    const { groups = {} } = token.exec(body) ?? {};
    const [kind, value] = Object.entries(groups).find(([, found]) => found !== undefined) ?? [];
    if (kind === undefined || value === undefined) throw unsupported(pattern);
    tokens.push({ kind, value });
    at = token.lastIndex;
  }
  return tokens;
}

/** `&&` binds more tightly than `||`. */
class TokenReader {
  readonly #tokens: Token[];
  readonly #pattern: string;

  constructor(tokens: Token[], pattern: string) {
    this.#tokens = tokens;
    this.#pattern = pattern;
  }

  readAny(): Condition {
    const parts = this.#readParts("||", () => this.#readAll());
    return (message) => parts.some((part) => part(message));
  }

  requireEnd(): void {
    if (this.#tokens.length > 0) throw unsupported(this.#pattern);
  }

  #readAll(): Condition {
    const parts = this.#readParts("&&", () => this.#readOne());
    return (message) => parts.every((part) => part(message));
  }

  #readParts(separator: string, read: () => Condition): Condition[] {
    const parts = [read()];
    while (this.#takesOperator(separator)) parts.push(read());
    return parts;
  }

  #readOne(): Condition {
    if (!this.#takesOperator("(")) return this.#readComparison();
    const inner = this.readAny();
    if (!this.#takesOperator(")")) throw unsupported(this.#pattern);
    return inner;
  }

  #readComparison(): Condition {
    const path = this.#take("selector").slice(2).split(".");
    const operator = this.#take("operator");
    if (operator !== "=" && operator !== "!=") throw unsupported(this.#pattern);
    const isWanted = this.#readValue();
    return (message) => {
      const value = valueAt(message, path);
      return value !== undefined && isWanted(value) === (operator === "=");
    };
  }

  #readValue(): Condition {
    const { kind, value } = this.#tokens.shift() ?? { kind: "end", value: "" };
    if (kind === "number") return (found) => found === Number(value);
    if (kind !== "text") throw unsupported(this.#pattern);
    const parts = value.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    const expression = new RegExp(`^${parts.join(".*")}$`, "s");
    return (found) => typeof found === "string" && expression.test(found);
  }

  #take(kind: string): string {
    const next = this.#tokens.shift();
    if (next?.kind !== kind) throw unsupported(this.#pattern);
    return next.value;
  }

  #takesOperator(operator: string): boolean {
    const [next] = this.#tokens;
    const isNext = next?.kind === "operator" && next.value === operator;
    if (isNext) this.#tokens.shift();
    return isNext;
  }
}

function valueAt(message: Json, path: readonly string[]): Json {
  return path.reduce<Json>(
    (value, name) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? Object.entries(value).find(([key]) => key === name)?.[1]
        : undefined,
    message,
  );
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unsupported(pattern: string): StartError {
  return new StartError(
    `The filter pattern ${pattern} uses syntax that the local cloud does not know (packages/cfn-local/logs/filter-pattern.ts).`,
  );
}
