import type { TagName } from "../../../../contract/openapi/info.ts";
import { type Html, html } from "../html.ts";
import {
  type Heading,
  type Rendered,
  renderHeading,
  renderInline,
  renderMarkdown,
} from "../markdown.ts";
import { type Area, tagPath, tagsOf } from "../navigation.ts";
import { objectAnchor } from "./components.ts";
import { renderFields } from "./fields.ts";
import { renderHeaderList } from "./headers.ts";
import { credentialAnchor, credentialName, headingOf, renderOperation } from "./operations.ts";
import { operationsOf, type PlacedOperation } from "./placed-operation.ts";
import type { ApiDocument } from "./read-document.ts";
import { usedComponents } from "./used-components.ts";

export interface ReferencePage extends Rendered {
  readonly path: string;
  readonly title: string;
  readonly description: string;
}

/** The reference of an area: an overview, and a page for each tag with all that its calls mention. */
export function referencePages(document: ApiDocument, area: Area): ReferencePage[] {
  return [overview(document, area), ...tagsOf(area).map((tag) => tagPage(document, area, tag))];
}

function overview(document: ApiDocument, area: Area): ReferencePage {
  const { info } = document;
  const operators = area.audience === "operators";
  const described = operators ? renderMarkdown(info.description).body : publicIntroduction(info);
  const source = html`<p>The reference is made from <a href="/api/openapi.json">the OpenAPI document</a>, version ${info.version}: give that to your tools.</p>\n`;
  const parts = tagsOf(area).map((tag) => {
    const rows = taggedWith(document, tag).map(
      (placed) =>
        html`<li><a href="${tagPath(tag)}#${placed.operation.operationId}">${placed.operation.summary}</a>: <code>${placed.method} ${placed.path}</code></li>\n`,
    );
    const link = html`<p>${renderInline(descriptionOf(document, tag))}</p>\n`;
    return section(tag, `tag-${tag}`, html`${link}<ul>${rows}</ul>\n`);
  });
  return {
    path: area.reference,
    title: "API reference",
    description: operators
      ? `Every call of the management API of the ${info.title}, with each field and response.`
      : `Every call of the ${info.title}, with each field and response.`,
    body: html`${described}${source}${parts.map(({ body }) => body)}`,
    headings: parts.flatMap(({ headings }) => headings),
  };
}

function publicIntroduction({ description }: ApiDocument["info"]): Html {
  const hasManagement = /management/i;
  const paragraphs = description.split("\n\n").filter((text) => !hasManagement.test(text));
  return renderMarkdown(paragraphs.join("\n\n")).body;
}

function tagPage(document: ApiDocument, area: Area, tag: TagName): ReferencePage {
  const tagged = taggedWith(document, tag);
  const all = usedComponents(tagged, document);
  const schemas = area.audience === "customers" ? ofPublicApi(all.schemas) : all.schemas;
  const used = { ...document, components: { ...all, schemas } };
  const parts = [
    ...tagged.map((placed) => ({
      body: renderOperation(placed, used),
      headings: [headingOf(placed)],
    })),
    ...closing(used, tagged),
  ];
  return {
    path: tagPath(tag),
    title: `${tag}: API reference`,
    description: descriptionOf(document, tag),
    body: html`${parts.map(({ body }) => body)}`,
    headings: parts.flatMap(({ headings }) => headings),
  };
}

/** Errors of the public API are their message alone; the rest of the object is of the other API. */
function ofPublicApi(schemas: ApiDocument["components"]["schemas"]) {
  const { Error: error, ...others } = schemas;
  const message = error?.properties?.error;
  if (!error || !message) return schemas;
  return { ...others, Error: { ...error, properties: { error: message } } };
}

function taggedWith(document: ApiDocument, tag: string): PlacedOperation[] {
  return operationsOf(document).filter(({ operation }) => operation.tags[0] === tag);
}

function descriptionOf({ tags }: ApiDocument, tag: string): string {
  return tags.find(({ name }) => name === tag)?.description ?? "";
}

/** Sections that the page's calls refer to. */
function closing(document: ApiDocument, operations: readonly PlacedOperation[]): Rendered[] {
  const { securitySchemes, schemas, headers } = document.components;
  const credentials = Object.entries(securitySchemes).map(
    ([name, { description }]) =>
      html`<li id="${credentialAnchor(name)}"><strong>${credentialName(name)}</strong>: ${renderInline(description)}</li>\n`,
  );
  const objects = Object.entries(schemas).map(
    ([name, schema]) =>
      html`${renderHeading(3, objectAnchor(name), html`${name}`)}<p>${renderInline(schema.description ?? "")}</p>\n${renderFields(schema)}`,
  );
  const objectHeadings = Object.keys(schemas).map((name) => ({
    level: 3,
    id: objectAnchor(name),
    text: name,
  }));
  const parts = [
    credentials.length > 0 &&
      section(
        "Credentials",
        "credentials",
        html`<p>Sent as <code>Authorization: Bearer …</code>.</p>\n<ul>${credentials}</ul>\n`,
      ),
    objects.length > 0 && section("Objects", "objects", html`${objects}`, objectHeadings),
    Object.keys(headers).length > 0 &&
      section("Headers", "headers", renderHeaderList(document, operations)),
  ];
  return parts.flatMap((part) => (part ? [part] : []));
}

function section(text: string, id: string, body: Html, within: readonly Heading[] = []): Rendered {
  return {
    body: html`${renderHeading(2, id, html`${text}`)}${body}`,
    headings: [{ level: 2, id, text }, ...within],
  };
}
