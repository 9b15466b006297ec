import { type Html, html } from "../html.ts";
import { headerAnchor, isReference, nameIn } from "./components.ts";
import { renderField } from "./fields.ts";
import type { ApiDocument, ApiResponse } from "./read-document.ts";

/** The headers of answers, each once. */
export function renderHeaderList(document: ApiDocument): Html {
  const { headers } = document.components;
  const rows = [...wireNames(document)].flatMap(([component, wireName]) => {
    const header = headers[component];
    if (!header) return [];
    const { description, schema, example } = header;
    const note = html`, such as <code>${String(example)}</code>`;
    return [renderField(wireName, { ...schema, description }, note, headerAnchor(component))];
  });
  return html`<ul class="fields">${rows}</ul>\n`;
}

/** From each header that the document describes to its name in an answer. */
function wireNames({ paths, components }: ApiDocument): Map<string, string> {
  const operations = Object.values(paths).flatMap(({ parameters: _, ...byMethod }) =>
    Object.values(byMethod),
  );
  const answers = operations.flatMap((operation) =>
    Object.values(operation?.responses ?? {}).flatMap((answer) =>
      isReference(answer) ? [] : [answer],
    ),
  );
  const named = [...answers, ...Object.values(components.responses)].flatMap(headerNames);
  return new Map(named);
}

function headerNames({ headers }: ApiResponse): [component: string, wireName: string][] {
  return Object.entries(headers).flatMap(([wireName, header]) =>
    isReference(header) ? [[nameIn(header), wireName]] : [],
  );
}
