/** A value in DynamoDB's JSON, as far as an admission needs them. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly B: string }
  | { readonly L: readonly AttributeValue[] };

export type Values = Record<string, AttributeValue>;

/** A write's clauses and the values they name. */
export interface Clauses {
  readonly conditions: readonly string[];
  readonly assignments: readonly string[];
  readonly values: Values;
}

export const zero: Values = { ":zero": { N: "0" } };

export function number(value: number): AttributeValue {
  return { N: String(value) };
}

export function binary(bytes: Uint8Array): AttributeValue {
  return { B: Buffer.from(bytes).toString("base64") };
}
