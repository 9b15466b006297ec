/** A value in DynamoDB's JSON, as far as an admission needs them. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly B: string }
  | { readonly L: readonly AttributeValue[] };

/** The expressions of an UpdateItem call in the making, and the values that they name. */
export class Update {
  condition = "";
  assignment = "";
  readonly values: Record<string, AttributeValue> = {};

  /** Adds conditions, which are already joined by AND if there are several. */
  when(condition: string): void {
    this.condition += (this.condition && " AND ") + condition;
  }

  set(assignment: string): void {
    this.assignment += (this.assignment ? ", " : "SET ") + assignment;
  }

  /** Names a number. */
  let(name: string, value: number): void {
    this.values[name] = number(value);
  }
}

export function number(value: number): AttributeValue {
  return { N: String(value) };
}

export function binary(bytes: Uint8Array): AttributeValue {
  return { B: Buffer.from(bytes).toString("base64") };
}
