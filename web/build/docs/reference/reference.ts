import { type Html, html } from "../html.ts";
import {
  type Heading,
  type Rendered,
  renderHeading,
  renderInline,
  renderMarkdown,
} from "../markdown.ts";
import { objectAnchor } from "./components.ts";
import { renderFields } from "./fields.ts";
import { renderHeaderList } from "./headers.ts";
import {
  credentialAnchor,
  credentialName,
  headingOf,
  operationsOf,
  renderOperation,
} from "./operations.ts";
import type { ApiDocument } from "./read-document.ts";

/** The reference of both APIs: all that the OpenAPI document says, as a page. */
export function renderReference(document: ApiDocument): Rendered {
  const parts = [introduction(document), ...operations(document), ...closing(document)];
  return {
    body: html`${parts.map(({ body }) => body)}`,
    headings: parts.flatMap(({ headings }) => headings),
  };
}

function introduction({ info }: ApiDocument): Rendered {
  const { body, headings } = renderMarkdown(info.description);
  const source = html`<p>This page is made from <a href="/api/openapi.json">the OpenAPI document</a>, version ${info.version}: give that to your tools.</p>\n`;
  return { body: html`${body}${source}`, headings };
}

/** By tag, in the document's order. */
function operations(document: ApiDocument): Rendered[] {
  const all = operationsOf(document);
  return document.tags.map(({ name, description }) => {
    const tagged = all.filter(({ operation }) => operation.tags[0] === name);
    const rendered = tagged.map((placed) => renderOperation(placed, document));
    const body = html`<p>${renderInline(description)}</p>\n${rendered}`;
    return section(name, `tag-${name}`, body, tagged.map(headingOf));
  });
}

function closing(document: ApiDocument): Rendered[] {
  const { securitySchemes, schemas } = document.components;
  const credentials = Object.entries(securitySchemes).map(
    ([name, { description }]) =>
      html`<li id="${credentialAnchor(name)}"><strong>${credentialName(name)}</strong>: ${renderInline(description)}</li>\n`,
  );
  const objects = Object.entries(schemas).map(
    ([name, schema]) =>
      html`${renderHeading(3, objectAnchor(name), html`${name}`)}<p>${renderInline(schema.description ?? "")}</p>\n${renderFields(schema)}`,
  );
  return [
    section(
      "Credentials",
      "credentials",
      html`<p>All are sent as <code>Authorization: Bearer …</code>.</p>\n<ul>${credentials}</ul>\n`,
    ),
    section(
      "Objects",
      "objects",
      html`${objects}`,
      Object.keys(schemas).map((name) => ({ level: 3, id: objectAnchor(name), text: name })),
    ),
    section("Headers", "headers", renderHeaderList(document)),
  ];
}

function section(text: string, id: string, body: Html, within: readonly Heading[] = []): Rendered {
  return {
    body: html`${renderHeading(2, id, html`${text}`)}${body}`,
    headings: [{ level: 2, id, text }, ...within],
  };
}
