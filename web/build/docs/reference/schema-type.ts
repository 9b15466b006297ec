import { Html, html } from "../html.ts";
import { nameIn, objectAnchor } from "./components.ts";
import type { Schema } from "./read-document.ts";

/** A schema in a few words: `integer, 1 to 100, default 20`. */
export function renderType(schema: Schema): Html {
  const rules = [
    range(schema),
    length(schema),
    repetition(schema),
    pattern(schema),
    byDefault(schema),
  ];
  const stated = rules.flatMap((rule) => (rule ? [html`, ${rule}`] : []));
  return html`${kind(schema)}${stated}`;
}

function kind(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = nameIn({ $ref: schema.$ref });
    return html`<a href="#${objectAnchor(name)}">${name}</a>`;
  }
  if (schema.const !== undefined) return code(schema.const);
  const forms = schema.oneOf ?? schema.anyOf;
  if (forms) return joined(forms.map(kind), " or ");
  if (schema.enum) return html`one of ${joined(schema.enum.map(code), ", ")}`;
  const types = [schema.type ?? "anything"].flat().map((type) => oneType(type, schema));
  return joined(types, " or ");
}

function oneType(type: string, { items, format }: Schema): Html {
  if (type === "array" && items) {
    return items.oneOf
      ? html`array of objects of ${items.oneOf.length} forms`
      : html`array of ${kind(items)}`;
  }
  return format && type === "string" ? html`string (${format})` : html`${type}`;
}

function range({ minimum, exclusiveMinimum, maximum }: Schema): Html | undefined {
  if (minimum !== undefined && maximum !== undefined) return html`${minimum} to ${maximum}`;
  if (minimum !== undefined) return html`at least ${minimum}`;
  if (maximum !== undefined) return html`at most ${maximum}`;
  return exclusiveMinimum === undefined ? undefined : html`more than ${exclusiveMinimum}`;
}

function length(schema: Schema): Html | undefined {
  if (schema.minProperties !== undefined) return html`not empty`;
  if (schema.maxProperties !== undefined) return html`at most ${schema.maxProperties} pairs`;
  const [least, most, unit] =
    schema.type === "array"
      ? [schema.minItems, schema.maxItems, "entries"]
      : [schema.minLength, schema.maxLength, "characters"];
  if (least !== undefined && least === most) return html`${least} ${unit}`;
  if (least !== undefined && most !== undefined) return html`${least} to ${most} ${unit}`;
  if (most !== undefined) return html`at most ${most} ${unit}`;
  return least === undefined ? undefined : html`not empty`;
}

function repetition({ uniqueItems }: Schema): Html | undefined {
  return uniqueItems ? html`without repetition` : undefined;
}

/** A format says it more briefly than the pattern that it comes with. */
function pattern({ pattern, format }: Schema): Html | undefined {
  return pattern === undefined || format !== undefined ? undefined : html`<code>${pattern}</code>`;
}

function byDefault(schema: Schema): Html | undefined {
  return schema.default === undefined ? undefined : html`default ${code(schema.default)}`;
}

function code(value: unknown): Html {
  return html`<code>${typeof value === "string" ? value : JSON.stringify(value)}</code>`;
}

function joined(parts: readonly Html[], separator: string): Html {
  return new Html(parts.map(({ markup }) => markup).join(separator));
}
