/** An answer that is not what the contract says: of a proxy in between, or of another version. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";
}

/** Reads the fields of a JSON object, each as what the contract says that it is. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @throws UnexpectedAnswer where the value is no object */
  constructor(value: unknown) {
    if (!isRecord(value)) throw new UnexpectedAnswer("an object was expected");
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

  #refuse(name: string, expected: string): never {
    throw new UnexpectedAnswer(`${name}: ${expected} was expected`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
