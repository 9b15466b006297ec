/** A response that breaks the contract: from a proxy in between, or from another version. */
export class UnexpectedResponse extends Error {
  override readonly name = "UnexpectedResponse";
}

/** Reads the fields of a JSON object, with the types that the contract defines. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @throws UnexpectedResponse if the value is not an object */
  constructor(value: unknown) {
    if (!isRecord(value)) throw new UnexpectedResponse("an object was expected");
    this.#values = value;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  value(name: string): unknown {
    return this.#values[name];
  }

  text(name: string): string {
    const value = this.#values[name];
    return typeof value === "string" ? value : this.#refuse(name, "text");
  }

  names(): string[] {
    return Object.keys(this.#values);
  }

  /** All fields of an object whose values are text, as pairs. */
  texts(): (readonly [string, string])[] {
    return this.names().map((name) => [name, this.text(name)] as const);
  }

  /** All fields of an object whose values are integers, as pairs. */
  integers(): (readonly [string, number])[] {
    return Object.keys(this.#values).map((name) => [name, this.integer(name)] as const);
  }

  textOrNull(name: string): string | undefined {
    return this.#values[name] === null ? undefined : this.text(name);
  }

  integer(name: string): number {
    const value = this.#values[name];
    return typeof value === "number" && Number.isSafeInteger(value)
      ? value
      : this.#refuse(name, "an integer");
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    return typeof value === "boolean" ? value : this.#refuse(name, "true or false");
  }

  /** An RFC 3339 time, in whole Unix seconds. */
  time(name: string): number {
    const epochMs = Date.parse(this.text(name));
    return Number.isNaN(epochMs) ? this.#refuse(name, "a time") : Math.floor(epochMs / 1000);
  }

  timeOrNull(name: string): number | undefined {
    return this.#values[name] === null ? undefined : this.time(name);
  }

  choice<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.#values[name];
    return choices.find((one) => one === value) ?? this.#refuse(name, "one of those known");
  }

  object(name: string): Fields {
    return new Fields(this.#values[name]);
  }

  list<T>(name: string, parse: (entry: unknown) => T): T[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(parse) : this.#refuse(name, "a list");
  }

  textListOrNull(name: string): string[] | undefined {
    if (this.#values[name] === null) return undefined;
    return this.list(name, (entry) =>
      typeof entry === "string" ? entry : this.#refuse(name, "a list of texts"),
    );
  }

  objectOrNull(name: string): Fields | undefined {
    return this.#values[name] === null ? undefined : this.object(name);
  }

  #refuse(name: string, expected: string): never {
    throw new UnexpectedResponse(`${name}: ${expected} was expected`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
