import { type Html, html } from "../html.ts";
import { type Heading, renderHeading, renderInline } from "../markdown.ts";
import { renderField, renderFields } from "./fields.ts";
import type { PlacedOperation } from "./placed-operation.ts";
import type { ApiDocument, Operation, Parameter, RequestBody } from "./read-document.ts";
import { renderExamples, renderResponses } from "./responses.ts";
import { renderSamples } from "./samples.ts";
import { renderTryIt } from "./try-it.ts";

export function headingOf({ operation }: PlacedOperation): Heading {
  return { level: 2, id: operation.operationId, text: operation.summary };
}

export function renderOperation(placed: PlacedOperation, document: ApiDocument): Html {
  const { operation, parameters } = placed;
  const { level, id, text } = headingOf(placed);
  return html`<section class="operation">
${renderHeading(level, id, html`${text}`)}${renderRoute(placed)}
<p>${renderInline(operation.description)}</p>
<p class="credential">${renderSecurity(operation)}</p>
${renderParameters(parameters)}${renderBody(operation.requestBody)}${renderSamples(placed)}${renderTryIt(placed)}${renderResponses(operation, document)}</section>
`;
}

/** A path may break after each slash, so that it fits a narrow screen. */
function renderRoute({ method, path }: Pick<PlacedOperation, "method" | "path">): Html {
  const parts = path.split("/").slice(1);
  return html`<p class="route"><span class="method" data-method="${method}">${method}</span> <code>${parts.map((part) => html`/<wbr>${part}`)}</code></p>`;
}

function renderSecurity({ security }: Operation): Html {
  const names = security.flatMap((requirement) => Object.keys(requirement));
  if (names.length === 0) return html`Needs no credential.`;
  const links = names.map((name, index) => {
    const separator = index === 0 ? "" : " or ";
    return html`${separator}<a href="#${credentialAnchor(name)}">${credentialName(name)}</a>`;
  });
  return html`Credential: ${links}`;
}

/** `operatorToken` as it is read: operator token. */
export function credentialName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace("api ", "API ");
}

export function credentialAnchor(name: string): string {
  return `credential-${name}`;
}

function renderParameters(parameters: readonly Parameter[]): Html {
  if (parameters.length === 0) return html``;
  const rows = parameters.map(({ name, in: place, required, description, schema }) =>
    renderField(
      name,
      { ...schema, description },
      html`<span>, ${required ? place : `${place}, optional`}</span>`,
    ),
  );
  return html`<h3>Parameters</h3>\n<ul class="fields">${rows}</ul>\n`;
}

function renderBody(body: RequestBody | undefined): Html {
  if (!body) return html``;
  const { schema, examples } = body.content["application/json"];
  const note = body.required ? "" : " (optional)";
  return html`<h3>Body${note}</h3>\n${renderFields(schema)}${renderExamples(examples)}`;
}
