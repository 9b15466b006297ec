import { type Html, html } from "../html.ts";
import { headerAnchor, isReference, nameIn, resolve } from "./components.ts";
import { renderField } from "./fields.ts";
import type { PlacedOperation } from "./placed-operation.ts";
import type { ApiDocument, ApiResponse } from "./read-document.ts";

/** The headers of the operations' answers, each once. */
export function renderHeaderList(
  document: ApiDocument,
  operations: readonly PlacedOperation[],
): Html {
  const { headers } = document.components;
  const rows = [...wireNames(document, operations)].flatMap(([component, wireName]) => {
    const header = headers[component];
    if (!header) return [];
    const { description, schema, example } = header;
    const note = html`, such as <code>${String(example)}</code>`;
    return [renderField(wireName, { ...schema, description }, note, headerAnchor(component))];
  });
  return html`<ul class="fields">${rows}</ul>\n`;
}

/** From each header that the document describes to its name in an answer. */
function wireNames(
  { components }: ApiDocument,
  operations: readonly PlacedOperation[],
): Map<string, string> {
  const answers = operations.flatMap(({ operation }) =>
    Object.values(operation.responses).map((answer) => resolve(components.responses, answer)),
  );
  return new Map(answers.flatMap(headerNames));
}

function headerNames({ headers }: ApiResponse): [component: string, wireName: string][] {
  return Object.entries(headers).flatMap(([wireName, header]) =>
    isReference(header) ? [[nameIn(header), wireName]] : [],
  );
}
