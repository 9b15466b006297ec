import { everyAnswer } from "./headers.ts";
import { schemaReference } from "./json-schema.ts";
import type { ResponseSchemaName } from "./schemas.ts";
import type { Example, Header, JsonSchema, Reference, ResponseObject, Responses } from "./types.ts";

type Headers = Readonly<Record<string, Header | Reference>>;
type Examples = Readonly<Record<string, unknown>>;

/** @param examples by a name of a word or two, which documentation shows */
export function answered(
  status: number,
  description: string,
  schema: ResponseSchemaName | JsonSchema,
  examples: Examples,
  headers: Headers = {},
): Responses {
  return { [status]: jsonAnswer(description, schema, examples, headers) };
}

export function answeredWithoutBody(
  status: number,
  description: string,
  headers: Headers = {},
): Responses {
  return { [status]: { description, headers: { ...everyAnswer, ...headers } } };
}

export function jsonAnswer(
  description: string,
  schema: ResponseSchemaName | JsonSchema,
  examples: Examples,
  headers: Headers,
): ResponseObject {
  return {
    description,
    headers: { ...everyAnswer, ...headers },
    content: {
      "application/json": {
        schema: typeof schema === "string" ? { ...schemaReference(schema) } : schema,
        examples: namedExamples(examples),
      },
    },
  };
}

export function namedExamples(examples: Examples): Record<string, Example> {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}
