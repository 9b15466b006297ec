import * as z from "zod";
import { nameProperty } from "./template/physical.ts";
import { propertySchemas } from "./template/property-schemas.ts";
import { typesWithoutEffect } from "./template/supported-types.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** By path: what the table says of a property. */
type Properties = Map<string, Set<string>>;

const noEffect = "no effect";

/** README's table of resource types and properties, from the schemas that parse them. */
export function supportedTable(): string {
  const others = typesWithoutEffect.map((type) => `\`${type}${type.endsWith("::") ? "*" : ""}\``);
  return [
    "| type | property | supported values |",
    "| - | - | - |",
    ...Object.entries(propertySchemas).flatMap(([type, schema]) => rows(type, schema)),
    "",
    `These types are accepted without effect: ${others.join(", ")}.`,
  ].join("\n");
}

function rows(type: string, schema: z.ZodType | undefined): string[] {
  if (!schema) return [`| \`${type}\` | all | ${noEffect} |`];
  const properties: Properties = new Map();
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  collect("", json, properties);
  giveName(nameProperty[type], properties);
  const listed: (readonly [string, string])[] = [...properties].map(([path, values]) => [
    `\`${path}\``,
    [...values].join(", ") || "any",
  ]);
  // A schema that takes other properties does not read them.
  if (json.additionalProperties !== false) listed.push(["all others", noEffect]);
  return listed.map(([path, values], index) => {
    const first = index === 0 ? ` \`${type}\`` : "";
    return `|${first} | ${path} | ${values} |`;
  });
}

/** `Ref` gives a resource's name, so the property that sets it has an effect. */
function giveName(property: string | undefined, properties: Properties): void {
  if (property !== undefined && properties.has(property)) properties.set(property, new Set());
}

function collect(path: string, schema: Schema, properties: Properties): void {
  const variants = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  if (variants.length > 0) {
    for (const variant of variants) collect(path, objectOr(variant), properties);
    return;
  }
  const item = objectOr(schema.items);
  if (item.properties || item.enum) {
    collect(path, item, properties);
    return;
  }
  if (schema.properties) {
    for (const [name, property] of Object.entries(schema.properties)) {
      collect(path === "" ? name : `${path}.${name}`, objectOr(property), properties);
    }
    return;
  }
  addProperty(path, schema, properties);
}

function addProperty(path: string, schema: Schema, properties: Properties): void {
  const only = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  const values = properties.get(path) ?? new Set();
  properties.set(path, values);
  for (const value of only) values.add(`\`${JSON.stringify(value)}\``);
  if (schema.type === undefined && only.length === 0) values.add(noEffect);
}

function objectOr(schema: unknown): Schema {
  return isObject(schema) ? schema : {};
}

function isObject(schema: unknown): schema is Schema {
  return typeof schema === "object" && schema !== null && !Array.isArray(schema);
}
