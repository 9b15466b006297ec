import MarkdownIt from "markdown-it";
import { type CodeBlock, parseCodeBlock, renderCodeBlock, renderTabs } from "./code-block.ts";
import { Html, html } from "./html.ts";

export interface Heading {
  readonly level: number;
  /** Its anchor on the page. */
  readonly id: string;
  readonly text: string;
}

export interface Rendered {
  readonly body: Html;
  readonly headings: readonly Heading[];
}

// Markup in Markdown stays text: nothing can come to be inline script or style.
const markdown = new MarkdownIt({ html: false });
const { rules } = markdown.renderer;

/** A page's text. Its title is not part of it, so headings begin at the second level. */
export function renderMarkdown(source: string): Rendered {
  const tokens = markdown.parse(source, {});
  for (const [index, token] of tokens.entries()) {
    if (token.type === "heading_open") nameAnchor(token, tokens[index + 1]);
  }
  const headings = tokens.flatMap((token, index) =>
    token.type === "heading_open" ? [headingAt(tokens, index)] : [],
  );
  return { body: new Html(markdown.renderer.render(tokens, markdown.options, {})), headings };
}

/** A sentence or two, as descriptions in the OpenAPI document are. */
export function renderInline(source: string): Html {
  return new Html(markdown.renderInline(source));
}

type Token = ReturnType<typeof markdown.parse>[number];

// A heading is a link to itself, so that its address can be copied.
rules.heading_open = (tokens, index) => {
  const { level, id } = headingAt(tokens, index);
  return `<h${level} id="${id}"><a href="#${id}">`;
};
rules.heading_close = (tokens, index) => `</a></${tokens[index]?.tag}>\n`;

rules.fence = (tokens, index) => {
  const [block, ...others] = tabsFrom(tokens, index);
  if (!block) return renderCodeBlock(blockOf(tokens[index])).markup;
  return isTab(tokens[index - 1]) ? "" : renderTabs([block, ...others]).markup;
};

// Wide tables scroll by themselves, so they have to be reachable by keyboard.
rules.table_open = () =>
  '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n';
rules.table_close = () => "</table></div>\n";

// Aligned columns get an inline style, which the site's policy forbids.
rules.th_open = rules.td_open = (tokens, index) => {
  const { tag, attrs } = tokens[index] ?? {};
  return attrs?.some(([, value]) => value === "text-align:right")
    ? `<${tag} class="number">`
    : `<${tag}>`;
};

const namedAnchor = / \{#([\w-]+)\}$/;

/** `## Title {#anchor}`: an anchor that stays when the title changes. */
function nameAnchor(heading: Token, text: Token | undefined): void {
  const [, anchor] = namedAnchor.exec(text?.content ?? "") ?? [];
  const last = text?.children?.at(-1);
  if (!text || !last || anchor === undefined) return;
  heading.attrSet("id", anchor);
  text.content = text.content.replace(namedAnchor, "");
  last.content = last.content.replace(namedAnchor, "");
}

function headingAt(tokens: readonly Token[], index: number): Heading {
  const text = (tokens[index + 1]?.content ?? "").replaceAll("`", "");
  const id = String(tokens[index]?.attrGet("id") ?? anchorOf(text));
  return { level: Number(tokens[index]?.tag.slice(1)), id, text };
}

export function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function tabsFrom(tokens: readonly Token[], start: number): CodeBlock[] {
  const after = tokens.slice(start).findIndex((token) => !isTab(token));
  return tokens.slice(start, after === -1 ? undefined : start + after).map(blockOf);
}

function isTab(token: Token | undefined): boolean {
  return token?.type === "fence" && blockOf(token).isTab;
}

function blockOf(token: Token | undefined): CodeBlock {
  return parseCodeBlock(token?.info ?? "", token?.content ?? "");
}

export function renderHeading(level: number, id: string, content: Html): Html {
  const tag = new Html(`h${level}`);
  return html`<${tag} id="${id}"><a href="#${id}">${content}</a></${tag}>\n`;
}
