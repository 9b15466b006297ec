import { parseCodeBlock, renderCodeBlock } from "../code-block.ts";
import { type Html, html } from "../html.ts";
import { jsonText } from "../json-text.ts";
import { renderInline } from "../markdown.ts";
import { headerAnchor, isReference, nameIn, resolve } from "./components.ts";
import type { ApiDocument, ApiResponse, Operation, Schema } from "./read-document.ts";
import { renderType } from "./schema-type.ts";

type StatusAndResponse = readonly [status: string, answer: ApiResponse];

/** Renders an operation's responses: successes with examples, then errors with their messages. */
export function renderResponses(operation: Operation, { components }: ApiDocument): Html {
  const answers = Object.entries(operation.responses).map(
    ([status, answer]): StatusAndResponse => [status, resolve(components.responses, answer)],
  );
  const successes = answers.filter(([, answer]) => !isRefusal(answer)).sort(byStatus);
  const refusals = answers.filter(([, answer]) => isRefusal(answer)).sort(byStatus);
  return html`<h3>Answers</h3>\n${successes.map(renderSuccess)}${renderRefusals(refusals)}`;
}

/** The bodies of an example's kind, by the names that the document gives them. */
export function renderExamples(examples: Readonly<Record<string, { value?: unknown }>>): Html {
  const blocks = Object.values(examples).map(({ value }) =>
    renderCodeBlock(parseCodeBlock("json", jsonText(value))),
  );
  return html`${blocks}`;
}

function renderSuccess([status, answer]: StatusAndResponse): Html {
  const body = answer.content?.["application/json"];
  const type = body ? html` <span class="type">${renderType(body.schema)}</span>` : html``;
  const examples = body ? renderExamples(firstOf(body.examples)) : html``;
  return html`<p><span class="status">${status}</span> ${renderInline(answer.description)}${type}</p>\n${renderHeaders(answer)}${examples}`;
}

/** One example is enough to see what an object looks like. */
function firstOf<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).slice(0, 1));
}

/** Folded, since most are the same everywhere: which there are is seen without opening them. */
function renderRefusals(refusals: readonly StatusAndResponse[]): Html {
  const statuses = refusals.map(([status]) => html` <span class="status">${status}</span>`);
  const rows = [...statusesByResponse(refusals)].map(renderRefusal);
  return html`<details><summary>Refusals${statuses}</summary><ul class="refusals">${rows}</ul></details>\n`;
}

/** Statuses that share one answer are told together. */
function statusesByResponse(refusals: readonly StatusAndResponse[]): Map<ApiResponse, string[]> {
  const byAnswer = new Map<ApiResponse, string[]>();
  for (const [status, answer] of refusals) {
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), status]);
  }
  return byAnswer;
}

function renderRefusal([answer, statuses]: readonly [ApiResponse, readonly string[]]): Html {
  const marks = statuses.map((status) => html`<span class="status">${status}</span> `);
  const examples = Object.values(answer.content?.["application/json"].examples ?? {});
  const bodies = examples.map(({ value }) => html`<li><code>${JSON.stringify(value)}</code></li>`);
  return html`<li>${marks}${renderInline(answer.description)}<ul class="bodies">${bodies}</ul>${renderHeaders(answer)}</li>\n`;
}

/** Every answer has the request's id, so it is not told of each. */
function renderHeaders({ headers }: ApiResponse): Html {
  const links = Object.entries(headers)
    .filter(([name]) => name !== "x-amzn-RequestId")
    .map(([name, header]) =>
      isReference(header)
        ? html`<li><a href="#${headerAnchor(nameIn(header))}"><code>${name}</code></a></li>`
        : html`<li><code>${name}</code></li>`,
    );
  return links.length === 0 ? html`` : html`<ul class="headers" aria-label="Headers">${links}</ul>`;
}

function isRefusal({ content }: ApiResponse): boolean {
  return isError(content?.["application/json"].schema);
}

function isError(schema: Schema | undefined): boolean {
  return schema?.$ref === "#/components/schemas/Error";
}

function byStatus([left]: StatusAndResponse, [right]: StatusAndResponse): number {
  return left < right ? -1 : 1;
}
