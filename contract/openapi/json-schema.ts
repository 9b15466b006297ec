import * as z from "zod";
import type { JsonSchema, Reference } from "./types.ts";

type MutableSchema = z.core.JSONSchema.BaseSchema;

/** What `z.int()` says of every integer: true of all JSON numbers that survive a round trip. */
const greatestInteger = Number.MAX_SAFE_INTEGER;

/** The JSON Schema of a request, as the client writes it. */
export function requestSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input", override: tidy });
  return json;
}

/** The JSON Schemas of `components.schemas`; one that contains another refers to it. */
export function componentSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const converted = z.toJSONSchema(registry, { uri: schemaPath, io: "output", override: tidy });
  return Object.fromEntries(
    Object.entries(converted.schemas).map(([id, { $schema: _, $id: __, ...json }]) => [id, json]),
  );
}

export function schemaReference(id: string): Reference {
  return { $ref: schemaPath(id) };
}

/**
 * Adds a sentence to each field of an object's schema. The fields are the validator's, so that
 * none can be left out or outlive it.
 *
 * @throws Error naming the fields where the sentences are not of exactly these fields
 */
export function describeFields(
  schema: JsonSchema,
  sentences: Readonly<Record<string, string>>,
): JsonSchema {
  const fields = z.record(z.string(), z.looseObject({})).parse(schema.properties);
  const unmatched = [
    ...Object.keys(fields).filter((name) => !(name in sentences)),
    ...Object.keys(sentences).filter((name) => !(name in fields)),
  ];
  if (unmatched.length > 0) {
    throw new Error(`fields and their descriptions differ: ${unmatched.join(", ")}`);
  }
  const described = Object.entries(fields).map(([name, field]) => [
    name,
    { description: sentences[name], ...field },
  ]);
  return { ...schema, properties: Object.fromEntries(described) };
}

function schemaPath(id: string): string {
  return `#/components/schemas/${id}`;
}

function tidy({ jsonSchema }: { readonly jsonSchema: MutableSchema }): void {
  if (jsonSchema.maximum === greatestInteger) delete jsonSchema.maximum;
  if (jsonSchema.minimum === -greatestInteger) delete jsonSchema.minimum;
  if (jsonSchema.pattern) jsonSchema.pattern = withoutEscapedSlashes(jsonSchema.pattern);
  joinNull(jsonSchema);
}

/**
 * `RegExp.source` escapes slashes, which only a literal between slashes needs. A generator that
 * writes such a literal escapes them, too, and twice is no valid expression.
 */
function withoutEscapedSlashes(pattern: string): string {
  return pattern.replaceAll(/\\(.)/gs, (pair, escaped) => (escaped === "/" ? "/" : pair));
}

/** `anyOf: [{ type: "string" }, { type: "null" }]` is `type: ["string", "null"]`. */
function joinNull(jsonSchema: MutableSchema): void {
  if (jsonSchema.anyOf?.length !== 2) return;
  const other = jsonSchema.anyOf.find(({ type }) => type !== "null");
  const hasNull = jsonSchema.anyOf.some(({ type }) => type === "null");
  if (!hasNull || typeof other?.type !== "string" || other.enum || other.const) return;
  delete jsonSchema.anyOf;
  Object.assign(jsonSchema, { ...other, ...jsonSchema, type: [other.type, "null"] });
}
