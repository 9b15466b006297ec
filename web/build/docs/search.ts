import type { SiteFile } from "../../site-file.ts";
import { hashedFile } from "../hashed-file.ts";
import { type Html, html, plainText } from "./html.ts";
import type { PageContent } from "./layout.ts";
import type { Rendered } from "./markdown.ts";

/** A heading with the text below it: what a search finds. `web/docs/script/search.ts` reads it. */
interface Passage {
  readonly id: number;
  readonly address: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

type Searched = Pick<PageContent, "address" | "title" | "description" | "body" | "headings">;

/** The passages of the pages, for the browser to index: that takes it a few milliseconds. */
export function searchIndex(pages: readonly Searched[]): SiteFile {
  const passages = pages.flatMap(passagesOf).map((passage, id): Passage => ({ id, ...passage }));
  return hashedFile("search.json", JSON.stringify(passages));
}

/** Every heading of the pages, which the script makes a search of. */
export function searchPage(
  pages: readonly Searched[],
  index: SiteFile,
  script: SiteFile,
): Rendered & { readonly markdown: string } {
  const lists = pages.map(({ address, title, headings }) => {
    const links = headings
      .filter(({ level }) => level === 2)
      .map(({ id, text }) => html`<li><a href="${address.path}#${id}">${text}</a></li>`);
    const list = links.length === 0 ? html`` : html`<ul>${links}</ul>`;
    return html`<li><a href="${address.path}">${title}</a>${list}</li>\n`;
  });
  const body: Html = html`<noscript><p>Searching needs JavaScript. Without it, this is the list of all headings.</p></noscript>
<form class="search-wide" role="search"><input type="search" name="q" aria-label="Search for" placeholder="Words, a field, an error" autocomplete="off"></form>
<p class="search-status" role="status"></p>
<ol class="results" data-index="/${index.path}"></ol>
<ul class="index">${lists}</ul>
<script src="/${script.path}"></script>
`;
  const markdown = pages
    .map(({ address, title, description }) => `- [${title}](${address.path}): ${description}`)
    .join("\n");
  return { body, headings: [], markdown };
}

function passagesOf({ address, title, description, body, headings }: Searched) {
  // Examples would be found more often than what explains them, and refusals are much the same everywhere.
  const [first = "", ...sections] = body.markup
    .replace(/<figure.*?<\/figure>|<div class="tab-list">.*?<\/div>|<details.*?<\/details>/gs, " ")
    .split(/(?=<h[23] id=")/);
  const start = {
    address: address.path,
    page: title,
    heading: title,
    text: `${description} ${shown(first)}`,
  };
  const others = sections.map((section) => {
    const anchor = /^<h\d id="([^"]*)"/.exec(section)?.[1] ?? "";
    const heading = headings.find(({ id }) => id === anchor)?.text ?? title;
    const text = shown(section.replace(/^.*?<\/h\d>/s, ""));
    return { address: `${address.path}#${anchor}`, page: title, heading, text };
  });
  return [start, ...others];
}

function shown(markup: string): string {
  return plainText(markup.replace(/<\/?(?:p|li|td|th|h\d)\b[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();
}
