import { type Html, html } from "../html.ts";
import { renderInline } from "../markdown.ts";
import type { Schema } from "./read-document.ts";
import { renderType } from "./schema-type.ts";

/** A field of an object, by the way to it: `usage.requests_per_day[].date`. */
interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** The fields of an object, those of objects within it too, one below the other. */
export function renderFields(schema: Schema): Html {
  const rows = fieldsOf(schema, "").map((field) =>
    renderField(
      field.path,
      field.schema,
      field.isRequired ? html`` : html`<span>, optional</span>`,
    ),
  );
  return rows.length === 0 ? html`` : html`<ul class="fields">${rows}</ul>\n`;
}

/**
 * @param note what stands beside the type
 * @param anchor by which other places link to it
 */
export function renderField(path: string, schema: Schema, note: Html, anchor?: string): Html {
  const id = anchor === undefined ? html`` : html` id="${anchor}"`;
  const text = schema.description ? html`<p>${renderInline(schema.description)}</p>` : html``;
  return html`<li${id}><code class="name">${breakable(path)}</code> <span class="type">${renderType(schema)}</span>${note}${text}</li>\n`;
}

/** Long paths may break before each name, so that they fit a narrow screen. */
function breakable(path: string): Html {
  const [first = "", ...others] = path.split(".");
  return html`${first}${others.map((name) => html`<wbr>.${name}`)}`;
}

function fieldsOf(schema: Schema, prefix: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    return [{ path, schema: property, isRequired }, ...fieldsWithin(property, path)];
  });
}

function fieldsWithin(schema: Schema, path: string): Field[] {
  const { items, additionalProperties } = schema;
  const forms = items ? (items.oneOf ?? []) : [];
  return [
    ...fieldsOf(schema, `${path}.`),
    ...(items ? fieldsOf(items, `${path}[].`) : []),
    ...forms.flatMap((form) => fieldsOf(form, `${path}[${formName(form)}].`)),
    ...(typeof additionalProperties === "object"
      ? fieldsOf(additionalProperties, `${path}.*.`)
      : []),
  ];
}

/** Distinguishes the variants of a schema by a field with a single value. */
function formName(form: Schema): string {
  const constants = Object.values(form.properties ?? {}).map((property) => property.const);
  return String(constants.find((constant) => constant !== undefined) ?? "");
}
